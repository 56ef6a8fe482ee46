import { randomUUID } from "node:crypto";
import type { Connection } from "@latchkey/aws/connection";
import { dynamodbRegistry } from "@latchkey/aws/dynamodb/registry";
import { dynamodbTable } from "@latchkey/aws/dynamodb/table";
import { systemRetryContext } from "@latchkey/aws/retry-context";
import { systemClock } from "@latchkey/runtime/clock";
import { type Configuration, loadConfiguration } from "@latchkey/runtime/configuration";
import { systemIds } from "@latchkey/runtime/ids";
import { jsonLog } from "@latchkey/runtime/log";

export const configuration: Configuration = loadConfiguration(process.env);

const connections = new Map<Service, Connection>();

/** The one connection to a service, by the name of its endpoint in the configuration. */
export function connectionTo(service: Service): Connection {
  const { aws, callMs } = configuration;
  const { region, credentials } = aws;
  const connection = connections.get(service) ?? { region, credentials, endpoint: aws.endpoints[service], callMs };
  connections.set(service, connection);
  return connection;
}

type Service = keyof Configuration["aws"]["endpoints"];

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
  log: jsonLog((line) => console.log(line)),
  registry: dynamodbRegistry(table),
};
