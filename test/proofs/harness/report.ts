import type { Product } from "./proof.ts";
import type { MutationReport } from "./run-mutations.ts";

const CLAIM_WIDTH = 80;

/** What became of one proof. */
export type ProofResult = (Passed | Failed | Skipped) & {
  readonly connector: string;
  readonly seconds: number;
  /** Of the mutation run, if there was one. */
  readonly mutations?: MutationReport;
};

export interface Passed {
  readonly outcome: "passed";
  readonly products: readonly Product[];
  readonly proven: readonly string[];
  /** Whether its record says something new. */
  readonly recorded: boolean;
  /** What this run alone has to say. */
  readonly notes?: readonly string[];
}

export interface Failed {
  readonly outcome: "failed";
  readonly why: string;
}

export interface Skipped {
  readonly outcome: "skipped";
  readonly why: string;
}

/** The table, the notes, what went wrong, what was left out, and last a plain line: `N passed, N failed, N skipped`. */
export function report(results: readonly ProofResult[]): string {
  const count = (outcome: ProofResult["outcome"]): number => results.filter((each) => each.outcome === outcome).length;
  const recorded = results.flatMap((each) => (each.outcome === "passed" && each.recorded ? [each.connector] : []));
  return [
    table([["connector", "product code", "proven", "seconds"], ...results.flatMap(rowsOf)]),
    ...results.flatMap(noteLines),
    ...results.flatMap(mutationLines),
    ...(recorded.length > 0 ? [`new records: ${recorded.join(", ")}; now run npm run generate`] : []),
    ...results.flatMap((each) => (each.outcome === "skipped" ? [`skipped ${each.connector}: ${each.why}`] : [])),
    ...results.flatMap((each) => (each.outcome === "failed" ? [`FAILED ${each.connector}: ${each.why}`] : [])),
    `${count("passed")} passed, ${count("failed")} failed, ${count("skipped")} skipped`,
    "",
  ].join("\n");
}

function rowsOf(result: ProofResult): readonly (readonly string[])[] {
  const seconds = result.seconds.toFixed(1);
  if (result.outcome !== "passed") return [[result.connector, "", result.outcome, seconds]];
  const products = result.products.map(({ name, version }) => `${name} ${version}`);
  const claims = result.proven.flatMap(wrapped);
  const height = Math.max(products.length, claims.length);
  return Array.from({ length: height }, (_, line) => [
    line === 0 ? result.connector : "",
    products[line] ?? "",
    claims[line] ?? "",
    line === 0 ? seconds : "",
  ]);
}

/** A claim as an item of a list, broken between words. */
function wrapped(claim: string): readonly string[] {
  const lines: string[] = [];
  for (const word of claim.split(" ")) {
    const line = lines.at(-1);
    if (line === undefined) lines.push(`- ${word}`);
    else if (line.length + word.length < CLAIM_WIDTH) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(`  ${word}`);
  }
  return lines;
}

function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
  const rule = widths.map((width) => "-".repeat(width)).join("  ");
  return [...lines.slice(0, 1), rule, ...lines.slice(1), ""].join("\n");
}

const noteLines = (result: ProofResult): readonly string[] =>
  result.outcome === "passed" ? (result.notes ?? []).map((note) => `note on ${result.connector}: ${note}`) : [];

function mutationLines({ connector, mutations }: ProofResult): readonly string[] {
  if (mutations === undefined) return [];
  const { verdicts, caught, harmless, problems } = mutations;
  const summary = `mutations of ${connector}: ${verdicts.length} tried, ${caught} caught, ${harmless} without effect`;
  return [`${summary}, ${problems.length} problems`, ...problems.map((problem) => `  ${problem}`)];
}
