import { appended } from "../harness/formats/values.ts";
import type { MutableFormat, Mutant } from "../harness/mutations.ts";

/** An option with its value, with the line break before it; the value a word in single quotes or without any. */
const OPTION = /( \\\n {2})--([a-z-]+) ('?)([^'\s\\][^'\n\\]*)\3(?= \\\n|\n)/g;

/**
 * Shell scripts that call curl with one option a line. Pointers are `/<call>/<option>`, with a number where a call has the option more
 * than once. Options without a value are left alone. Throws for a text without such a call.
 */
export const curlScript: MutableFormat = {
  mutants(text) {
    const found = [...text.matchAll(OPTION)];
    if (found.length === 0) throw new Error("there is no call of curl");
    const pointers = numbered(found.map(({ index, 2: option }) => `/${callsBefore(text, index) - 1}/${option}`));
    return found.flatMap(({ index, 0: whole, 1: lead = "", 2: option, 3: quote = "", 4: value = "" }, which) => {
      const instead = (line: string): string => text.slice(0, index) + line + text.slice(index + whole.length);
      const pointer = pointers[which] ?? "";
      const changed: Mutant = {
        pointer,
        change: "changed",
        text: instead(`${lead}--${option} ${quote}${appended(value)}${quote}`),
      };
      return [changed, { pointer, change: "dropped", text: instead("") } satisfies Mutant];
    });
  },
};

const callsBefore = (text: string, index: number): number => text.slice(0, index).split(/^curl /m).length - 1;

/** The same, with `/0`, `/1` and so on behind those that are there more than once. */
const numbered = (pointers: readonly string[]): readonly string[] =>
  pointers.map((pointer, index) => {
    const same = pointers.filter((each) => each === pointer).length;
    const before = pointers.slice(0, index).filter((each) => each === pointer).length;
    return same === 1 ? pointer : `${pointer}/${before}`;
  });
