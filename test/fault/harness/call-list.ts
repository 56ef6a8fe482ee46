import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { CallName } from "./upstream-call.ts";

const LIST = fileURLToPath(new URL("../calls.json", import.meta.url));

export const UPDATE_HINT =
  "The upstream calls are not those of test/fault/calls.json. If that is meant, run `npm run fault -- --list`, look at the difference and commit it.";

/** The committed list: each scenario's upstream calls in order of arrival. */
export type CallList = Readonly<Record<string, readonly CallName[]>>;

/** The calls of a scenario; none when it is not in the list, which its test then says. */
export function callsOf(scenario: string): readonly CallName[] {
  // The parse boundary of the list: only `writeCalls` writes it.
  const list = JSON.parse(readFileSync(LIST, "utf8")) as CallList;
  return list[scenario] ?? [];
}

/** Writes the list anew, in the formatter's style. What runs in parallel keeps the order that it had. */
export function writeCalls(list: CallList): void {
  const entries = Object.entries(list).map(([scenario, calls]) => {
    const before = callsOf(scenario);
    return entryText(scenario, isSame(before, calls) ? before : calls);
  });
  writeFileSync(LIST, `{\n${entries.join(",\n")}\n}\n`);
}

const isSame = (some: readonly CallName[], others: readonly CallName[]): boolean =>
  [...some].sort().join() === [...others].sort().join();

const LINE_WIDTH = 120;

function entryText(scenario: string, calls: readonly CallName[]): string {
  const names = calls.map((name) => JSON.stringify(name));
  const line = `  ${JSON.stringify(scenario)}: [${names.join(", ")}]`;
  if (line.length < LINE_WIDTH) return line;
  return `  ${JSON.stringify(scenario)}: [\n${names.map((name) => `    ${name}`).join(",\n")}\n  ]`;
}
