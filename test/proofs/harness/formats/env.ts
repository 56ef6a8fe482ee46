import type { Change, MutableFormat, Mutant } from "../mutations.ts";
import { appended, type Embedded, within } from "./values.ts";

const ASSIGNMENT = /^([A-Za-z_][A-Za-z0-9_]*)=(["']?)(.*)\2$/;
const SWITCH: Readonly<Record<string, string>> = { true: "false", false: "true" };

/**
 * Files of `KEY=value` lines, values bare or in quotes on one line. Quotes stay as they are. An embedded format is given what stands
 * between the quotes. Throws for a line that is neither an assignment, nor a comment, nor empty.
 */
export const env = (embedded: Embedded = {}): MutableFormat => ({
  mutants(text) {
    const lines = text.split("\n");
    return lines.flatMap((line, index) => {
      const write = (instead: readonly string[]): string => lines.toSpliced(index, 1, ...instead).join("\n");
      return /^\s*(#.*)?$/.test(line) ? [] : mutantsOfLine(line, embedded, write);
    });
  },
});

function mutantsOfLine(
  line: string,
  embedded: Embedded,
  write: (lines: readonly string[]) => string,
): readonly Mutant[] {
  const [, key, quote = "", value = ""] = ASSIGNMENT.exec(line) ?? [];
  if (key === undefined) throw new Error(`No assignment: ${line}`);
  const pointer = `/${key}`;
  const assigned = (text: string): string => write([`${key}=${quote}${text}${quote}`]);
  const mutant = (change: Change, text: string): Mutant => ({ pointer, change, text });
  const dropped = mutant("dropped", write([]));
  const inner = embedded[pointer];
  if (inner !== undefined) return [...within(pointer, inner.mutants(value), assigned), dropped];
  const flipped = SWITCH[value];
  if (flipped !== undefined) return [mutant("flipped", assigned(flipped)), dropped];
  return [mutant("changed", assigned(appended(value))), dropped];
}
