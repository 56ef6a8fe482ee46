import type { Runtime } from "./fetched.ts";
import type { Recording } from "./recording.ts";
import type { Estimate } from "./statistics.ts";

/** What every part is told. */
export interface PartContext {
  /** The Nodes to measure on. */
  readonly runtimes: readonly Runtime[];
  /** The folder with the bundles of the functions. */
  readonly bundles: string;
  /** Rounds of this run, when somebody wants others than the part's own number. */
  readonly rounds: number | undefined;
  /** The cases with AWS's answers; recorded when they are first asked for. */
  recording(): Promise<Recording>;
  onProgress(text: string): void;
}

/** One line of a table: column -> text or number. */
export type Row = Readonly<Record<string, string | number>>;

/** What must hold. */
export interface Gate {
  readonly name: string;
  readonly measured: number;
  /** The interval of what was measured, when that is an estimate. */
  readonly interval?: Pick<Estimate, "low" | "high">;
  readonly limit: number;
  /** `at-most` unless said otherwise. */
  readonly kind?: "at-most" | "at-least" | "exactly";
  /** A ratio of times: measured once more before it fails. */
  readonly noisy: boolean;
}

export interface Table {
  readonly title: string;
  /** What the columns are, and how many rounds they come from. */
  readonly note: string;
  readonly rows: readonly Row[];
}

export interface PartResult {
  readonly tables: readonly Table[];
  readonly gates: readonly Gate[];
}

export interface Part {
  readonly name: PartName;
  readonly summary: string;
  run(context: PartContext): Promise<PartResult>;
}

export const PART_NAMES = ["size", "cold", "flow", "warm", "scale", "load"] as const;

export type PartName = (typeof PART_NAMES)[number];

/** How many rounds a Node gets: one that is only shown beside the deployed one, on which no gate holds, a third. */
export const roundsOn = ({ deployed }: Runtime, { rounds }: Pick<PartContext, "rounds">, usual: number): number =>
  rounds ?? (deployed ? usual : Math.ceil(usual / 3));

/** Whether a gate is met. */
export function isMet({ measured, limit, kind = "at-most" }: Gate): boolean {
  switch (kind) {
    case "at-most":
      return measured <= limit;
    case "at-least":
      return measured >= limit;
    case "exactly":
      return measured === limit;
  }
}
