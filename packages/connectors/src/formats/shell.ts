import { InexpressibleText } from "./text.ts";

/** One word for a POSIX shell, quoted so that nothing in it is expanded (POSIX.1-2024 XCU 2.2.2). */
export function shellWord(text: string): string {
  if (text.includes("\0")) throw new InexpressibleText("A shell word cannot hold the character NUL.");
  return `'${text.replaceAll("'", "'\\''")}'`;
}
