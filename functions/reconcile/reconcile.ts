import { type ReconcileReport, reconcile } from "@latchkey/core/operations/reconcile";
import { configuration } from "../wiring/process.ts";
import { reconciliation } from "../wiring/reconciliation.ts";
import { timeLeft } from "../wiring/time-left.ts";

/** Rows of one pass; more wait for the next. */
const ROWS = 1_000;

/** Scheduled: finishes or undoes what requests left open, tends rotations, completes sign-ups, publishes events. */
export async function handler(
  _event: unknown,
  context: { getRemainingTimeInMillis(): number },
): Promise<ReconcileReport> {
  const { leaseMs } = configuration.deployment.timing;
  const report = await reconcile(reconciliation, {
    limit: ROWS,
    call: { signal: AbortSignal.timeout(Math.max(1, timeLeft(context))) },
    attempt: () => ({ signal: AbortSignal.timeout(leaseMs) }),
    hasTime: () => timeLeft(context) > leaseMs,
  });
  const { strangers: _, ...counts } = report;
  if (Object.values(counts).some((count) => count > 0)) reconciliation.log.info("reconciled", counts);
  return report;
}
