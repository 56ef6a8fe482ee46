import type { CaseName } from "./cases.ts";

/** What people wait for: how many calls of AWS it takes, and in how many round trips one after another. */
export interface Flow {
  readonly name: CaseName;
  readonly calls: number;
  readonly levels: number;
  /** Injected latency in milliseconds -> the most that p50 may be of as many round trips of the SDK in the same run. */
  readonly ratios: Readonly<Record<20 | 50, number>>;
}

export const FLOWS: readonly Flow[] = [
  { name: "register", calls: 4, levels: 3, ratios: { 20: 1.05, 50: 1.04 } },
  { name: "payload inline", calls: 3, levels: 1, ratios: { 20: 1.08, 50: 1.06 } },
  { name: "payload by reference", calls: 1, levels: 1, ratios: { 20: 1.06, 50: 1.04 } },
  { name: "get", calls: 1, levels: 1, ratios: { 20: 1.04, 50: 1.03 } },
  { name: "list", calls: 1, levels: 1, ratios: { 20: 1.05, 50: 1.04 } },
];
