import type { CaseName } from "./cases.ts";

/** What people wait for: how many calls of AWS it takes, and in how many round trips one after another. */
export interface Flow {
  readonly name: CaseName;
  readonly calls: number;
  readonly levels: number;
  /** p50 against the same number of round trips of the SDK, in the same run. */
  readonly ratio: number;
}

export const FLOWS: readonly Flow[] = [
  { name: "register", calls: 4, levels: 3, ratio: 1.05 },
  { name: "payload inline", calls: 3, levels: 1, ratio: 1.08 },
  { name: "payload by reference", calls: 1, levels: 1, ratio: 1.05 },
  { name: "get", calls: 1, levels: 1, ratio: 1.05 },
  { name: "list", calls: 1, levels: 1, ratio: 1.05 },
];
