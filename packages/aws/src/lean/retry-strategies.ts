import { unreachable } from "./unreachable.ts";

/** Takes the place of the retry strategy that limits its own rate, for `retryMode: "adaptive"`: constructing it throws. */
export const AdaptiveRetryStrategy = unreachable("the adaptive retry mode");

/** Takes the place of the strategy of `retryMode: "standard"`. Nothing asks it to retry; the user agent tells AWS its mode. */
export class StandardRetryStrategy {
  readonly mode = "standard";
}
