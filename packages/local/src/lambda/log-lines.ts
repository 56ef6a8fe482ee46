/** Makes lines of pieces of text. */
export interface LogLines {
  take(text: string): void;
  /** Hands on what is left of a last line without an end. */
  end(): void;
}

/** Calls `onLine` with each line, without its end. */
export function logLines(onLine: (line: string) => void): LogLines {
  let rest = "";
  return {
    take(text) {
      const lines = (rest + text).split(/\r?\n/);
      rest = lines.pop() ?? "";
      for (const line of lines) onLine(line);
    },
    end() {
      if (rest !== "") onLine(rest);
      rest = "";
    },
  };
}
