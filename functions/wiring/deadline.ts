import { configuration } from "./process.ts";

/** How long a request of an API function may take. */
export const deadline = { marginMs: configuration.deadlineMarginMs, maxMs: configuration.requestMs };
