import { randomUUID } from "node:crypto";
import { dynamodbRegistry } from "@latchkey/aws/dynamodb/registry";
import { dynamodbTable } from "@latchkey/aws/dynamodb/table";
import { systemRetryContext } from "@latchkey/aws/retry-context";
import { systemClock } from "@latchkey/runtime/clock";
import { type Configuration, loadConfiguration } from "@latchkey/runtime/configuration";
import { systemIds } from "@latchkey/runtime/ids";
import { connections } from "./connections.ts";
import { log } from "./log.ts";

export const configuration: Configuration = loadConfiguration(process.env);

export const connectionTo = connections(configuration);

export const table = dynamodbTable(connectionTo("dynamodb"), {
  name: configuration.table,
  retry: systemRetryContext,
  token: randomUUID,
});

/** What every function is made of; each adds the AWS clients that it needs, and no others. */
export const base = {
  deployment: configuration.deployment,
  clock: systemClock,
  ids: systemIds(systemClock),
  log,
  registry: dynamodbRegistry(table),
};
