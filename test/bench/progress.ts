/** A line that says what is being done, in its own place on a terminal. */
export interface Progress {
  show(text: string): void;
  clear(): void;
}

const CLEAR = "\r\u001b[K";

/** On something that is no terminal, each text is a line of its own. */
export function progressOn(stream: NodeJS.WriteStream): Progress {
  return {
    show: (text) => void stream.write(stream.isTTY ? `${CLEAR}${text}` : `${text}\n`),
    clear: () => void stream.write(stream.isTTY ? CLEAR : ""),
  };
}
