import { cognitoAppClients } from "@latchkey/aws/cognito/app-clients";
import { systemRetryContext } from "@latchkey/aws/retry-context";
import { secretsManagerStore } from "@latchkey/aws/secretsmanager/secret-store";
import { tokenEndpoint } from "@latchkey/aws/token-endpoint";
import { type ReconcileReport, reconcile } from "@latchkey/core/operations/reconcile";
import { base, configuration, connectionTo } from "../wiring/process.ts";

/** Rows of one pass; more wait for the next. */
const ROWS = 100;

const services = {
  ...base,
  appClients: cognitoAppClients(connectionTo("cognito"), systemRetryContext),
  secrets: secretsManagerStore(connectionTo("secretsManager"), systemRetryContext),
  tokens: tokenEndpoint(configuration),
};

/** Scheduled: finishes or undoes what requests left open. */
export async function handler(): Promise<ReconcileReport> {
  const report = await reconcile(services, ROWS, {});
  if (report.finished + report.pending + report.swept > 0) services.log.info("reconciled", { ...report });
  return report;
}
