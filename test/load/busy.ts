import type { ServerOptions } from "./server-options.ts";

/** The share of its calls that AWS refuses for their rate, whatever their rate is. */
export const THROTTLED = 0.3;

/** An AWS that is 50 times as fast as the real one, keeps to its quotas, and has little time. The reconciler runs as in `npm start`. */
export const busy: Omit<ServerOptions, "dir" | "port" | "loginPort" | "since"> = {
  factor: 50,
  maxClients: 2_000,
  throttled: { share: THROTTLED, seed: 1 },
  reconcileEveryMs: 2_000,
};
