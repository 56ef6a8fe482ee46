import { type ReconcileReport, reconcile } from "@latchkey/core/operations/reconcile";
import { provisioning } from "../wiring/provisioning.ts";

/** Rows of one pass; more wait for the next. */
const ROWS = 100;

/** Scheduled: finishes or undoes what requests left open. */
export async function handler(): Promise<ReconcileReport> {
  const report = await reconcile(provisioning, ROWS, {});
  if (report.finished + report.pending + report.swept > 0) provisioning.log.info("reconciled", { ...report });
  return report;
}
