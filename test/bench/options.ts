import { parseArgs } from "node:util";
import { PART_NAMES, type PartName } from "./part.ts";
import { PLANT_NAMES, PLANTS, type PlantName } from "./plants.ts";

export interface BenchOptions {
  readonly parts: readonly PartName[];
  /** Instead of each part's own number. */
  readonly rounds?: number;
  /** Where the results go as JSON. */
  readonly json?: string;
  readonly writeDocs: boolean;
  /** A cost to build into the measured bundles. */
  readonly plant?: PlantName;
  readonly help: boolean;
}

export const USAGE = `npm run bench [-- PART ...] [options]

Measures what the functions cost, and fails when a gate is missed. Parts: ${PART_NAMES.join(", ")}; all of them by default.

  --rounds N      rounds of each part, instead of its own number
  --json FILE     writes the results there as well; they are always in .build/bench/results.json
  --write-docs    puts the tables into docs/performance.md
  --plant COST    builds a cost into the functions, to see gates turn red:
${PLANT_NAMES.map((name) => `                  ${name}: ${PLANTS[name].summary}`).join("\n")}
  --help          this text
`;

/** Throws an error that says what is wrong. */
export function readOptions(args: readonly string[]): BenchOptions {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      rounds: { type: "string" },
      json: { type: "string" },
      "write-docs": { type: "boolean", default: false },
      plant: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  const parts = positionals.map((text) => oneOf(PART_NAMES, "part", text));
  const rounds = values.rounds === undefined ? undefined : Number(values.rounds);
  if (rounds !== undefined && !(Number.isInteger(rounds) && rounds > 0))
    throw new Error(`--rounds takes a number from 1, not ${JSON.stringify(values.rounds)}`);
  if (values["write-docs"] && values.plant !== undefined)
    throw new Error("--write-docs is for what is deployed: leave --plant out.");
  return {
    parts: parts.length > 0 ? PART_NAMES.filter((name) => parts.includes(name)) : PART_NAMES,
    ...(rounds !== undefined && { rounds }),
    ...(values.json !== undefined && { json: values.json }),
    writeDocs: values["write-docs"],
    ...(values.plant !== undefined && { plant: oneOf(PLANT_NAMES, "cost to plant", values.plant) }),
    help: values.help,
  };
}

function oneOf<Name extends string>(names: readonly Name[], what: string, text: string): Name {
  const found = names.find((name) => name === text);
  if (found === undefined) throw new Error(`There is no ${what} ${JSON.stringify(text)}, only ${names.join(", ")}.`);
  return found;
}
