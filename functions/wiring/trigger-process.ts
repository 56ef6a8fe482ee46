import { randomUUID } from "node:crypto";
import { dynamodbClientPolicies } from "@latchkey/aws/dynamodb/client-policies";
import { dynamodbTable } from "@latchkey/aws/dynamodb/table";
import { systemRetryContext } from "@latchkey/aws/retry-context";
import type { Call } from "@latchkey/core/ports/call";
import { policyReader } from "@latchkey/core/usecases/sign-up/policy-reader";
import { systemClock } from "@latchkey/runtime/clock";
import { loadTriggerConfiguration, type TriggerConfiguration } from "@latchkey/runtime/trigger-configuration";
import { connections } from "./connections.ts";
import { log } from "./log.ts";

export const configuration: TriggerConfiguration = loadTriggerConfiguration(process.env);
const { policyCacheMs, table: name, triggerMs } = configuration;

export const connectionTo = connections(configuration);

export const table = dynamodbTable(connectionTo("dynamodb"), { name, retry: systemRetryContext, token: randomUUID });

const policies = dynamodbClientPolicies(table);

/** What every trigger is made of. */
export const base = {
  clock: systemClock,
  log,
  onFailure: configuration.onFailure,
  readPolicy: policyReader({ policies, clock: systemClock, log }, policyCacheMs),
};

/** A call of one event: it ends at the trigger's deadline. */
export const call = (): Call => ({ signal: AbortSignal.timeout(triggerMs) });
