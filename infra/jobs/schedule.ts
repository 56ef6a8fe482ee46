/// <reference path="../../.sst/platform/config.d.ts" />
import type { Lambda } from "../functions/lambda.ts";

/** Runs the reconciler every minute. */
export const schedule = (reconcile: Lambda): sst.aws.CronV2 =>
  new sst.aws.CronV2("Minute", { schedule: "rate(1 minute)", function: reconcile.component.arn, retries: 0 });
