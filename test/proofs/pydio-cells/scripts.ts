import { appended } from "../harness/formats/values.ts";
import type { Change, MutableFormat, Mutant } from "../harness/mutations.ts";

/** A part of a script: where it is, what it is called in a list of mutations, and what stands there instead when it is changed. */
interface Part {
  readonly pointer: string;
  readonly from: number;
  readonly to: number;
  readonly change: Change;
  readonly instead: string;
}

const SET = /^cells admin config set -- (\S+) (\S+) '(.*)'\n/gm;

/** The commands that set the connector: for each, its service, its path and its value changed, and the whole of it dropped. */
export const setCommands: MutableFormat = partsOf((text) =>
  [...text.matchAll(SET)].flatMap(({ index, 0: line, 1: service = "", 2: path = "", 3: value = "" }) => {
    const command = (instead: string): string => line.replace(` ${service} ${path} '${value}'`, instead);
    const whole = { from: index, to: index + line.length };
    const pointer = `/${path}`;
    return [
      { ...whole, pointer, change: "changed", instead: command(` ${service} ${path} '${appended(value)}'`) },
      { ...whole, pointer, change: "dropped", instead: "" },
      { ...whole, pointer: `${pointer}@path`, change: "changed", instead: command(` ${service} ${path}x '${value}'`) },
      {
        ...whole,
        pointer: `${pointer}@service`,
        change: "changed",
        instead: command(` ${service}x ${path} '${value}'`),
      },
    ];
  }),
);

const OPTION = / \\\n {2}--([a-z-]+) ('?)([^'\s]+|(?<=')[^']+)\2(?=\s)/g;
const BEARER = /Authorization: Bearer /g;

/** The call of curl: each option's value changed, and each option with its value dropped; likewise the header with the token. */
export const curlCall: MutableFormat = partsOf((text) => [
  ...[...text.matchAll(OPTION)].flatMap(({ index, 0: option, 1: name = "", 3: value = "" }): readonly Part[] => {
    const part = { pointer: `/${name}`, from: index, to: index + option.length };
    return [
      { ...part, change: "changed", instead: option.replace(value, () => appended(value)) },
      { ...part, change: "dropped", instead: "" },
    ];
  }),
  ...[...text.matchAll(BEARER)].map(
    ({ index, 0: scheme }): Part => ({
      pointer: "/bearer",
      from: index,
      to: index + scheme.length,
      change: "changed",
      instead: `${scheme}x`,
    }),
  ),
]);

/** A format whose mutants each replace one part. Mutants throw for a text that has none. */
function partsOf(find: (text: string) => readonly Part[]): MutableFormat {
  return {
    mutants(text) {
      const parts = find(text);
      if (parts.length === 0) throw new Error("this is not the script that was expected");
      return parts.map(
        ({ pointer, change, from, to, instead }): Mutant => ({
          pointer,
          change,
          text: text.slice(0, from) + instead + text.slice(to),
        }),
      );
    },
  };
}
