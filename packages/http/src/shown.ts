const MAX_LENGTH = 64;

/** Text from outside as a message may repeat it: cut, on one line. */
export function shown(text: string): string {
  const line = text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, "\u{fffd}");
  return line.length > MAX_LENGTH ? `${line.slice(0, MAX_LENGTH)}…` : line;
}
