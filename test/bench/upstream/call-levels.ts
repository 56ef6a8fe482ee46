/** One call as the upstream saw it. Times are of `performance.now()`. */
export interface SeenCall {
  /** `GetItem`, or method and path of what is no AWS call. */
  readonly name: string;
  readonly arrivedAt: number;
  answeredAt: number;
}

/**
 * How many round trips one after another these calls are: a call stands one level above the highest that had been answered when it
 * arrived.
 */
export function levelsOf(calls: readonly SeenCall[]): number {
  const levels = new Map<SeenCall, number>();
  for (const call of [...calls].sort((one, other) => one.arrivedAt - other.arrivedAt)) {
    const before = [...levels].filter(([earlier]) => earlier.answeredAt <= call.arrivedAt).map(([, level]) => level);
    levels.set(call, 1 + Math.max(0, ...before));
  }
  return Math.max(0, ...levels.values());
}
