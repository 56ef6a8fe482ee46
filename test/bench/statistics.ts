import { seededRandom } from "../support/seeded-random.ts";

/** The middle of some values, or NaN of none. */
export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** The value below which that share of the values lies, between its neighbours in proportion. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? Number.NaN;
  return below + (above - below) * (place - Math.floor(place));
}

/** A median and the interval in which it lies with 95 % confidence. */
export interface Estimate {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

const RESAMPLES = 1_000;

/** By bootstrap: the medians of samples that are drawn from the values with repetition. The same values give the same interval. */
export function estimate(values: readonly number[]): Estimate {
  const random = seededRandom(values.length);
  const medians = Array.from({ length: RESAMPLES }, () =>
    median(values.map(() => values[Math.floor(random() * values.length)] ?? Number.NaN)),
  );
  return { median: median(values), low: quantile(medians, 0.025), high: quantile(medians, 0.975) };
}

/** The same values in an order of chance. */
export function shuffled<T>(values: readonly T[]): readonly T[] {
  const keyed = values.map((value) => [Math.random(), value] as const);
  return keyed.sort(([one], [other]) => one - other).map(([, value]) => value);
}
