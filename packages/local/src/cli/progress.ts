/** Tells a person at a terminal what is being waited for; in a pipe it says nothing. */
export interface Progress {
  step(text: string): void;
  /** Takes the line away. */
  done(): void;
}

export function progressOn(stream: NodeJS.WriteStream): Progress {
  if (!stream.isTTY) return { step: () => undefined, done: () => undefined };
  const show = (text: string): void => {
    stream.cursorTo(0);
    stream.clearLine(1);
    stream.write(text);
  };
  return { step: (text) => show(`${text} ...`), done: () => show("") };
}
