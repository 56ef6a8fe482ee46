import { LatchkeyError } from "@latchkey/core/errors";
import { UpstreamError } from "@latchkey/core/upstream";

/** What a caller is told, in contrast to a defect. The rotation function tells Secrets Manager by a plain error. */
export const isRefusal = (error: unknown): boolean =>
  error instanceof LatchkeyError ||
  error instanceof UpstreamError ||
  (error instanceof Error &&
    error.constructor === Error &&
    /could not be finished yet|at work|is not finished|before createSecret/.test(error.message));

export const describe = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error);
