import { ListUserPoolClientsCommand } from "@aws-sdk/client-cognito-identity-provider";
import { ScanCommand } from "@aws-sdk/client-dynamodb";
import { DescribeSecretCommand, paginateListSecrets } from "@aws-sdk/client-secrets-manager";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { integrationOf } from "@latchkey/aws/dynamodb/rows";
import type { Integration } from "@latchkey/core/integration";
import { clientNamePrefix, secretName } from "@latchkey/core/names";
import { TABLE } from "@latchkey/local/stack/bootstrap";
import type { TestAws } from "./test-aws.ts";

/** Everything there is, read with the plain SDK and not through the code under test. */
export interface World {
  readonly rows: readonly Integration[];
  readonly items: readonly Record<string, unknown>[];
  readonly clients: readonly { readonly id: string; readonly name: string }[];
  /** Names of secrets that are not scheduled for deletion. */
  readonly secrets: readonly string[];
}

export async function readWorld({ clients: sdk, userPoolId }: Pick<TestAws, "clients" | "userPoolId">): Promise<World> {
  const scanned = await sdk.dynamodb.send(new ScanCommand({ TableName: TABLE, ConsistentRead: true }));
  const found = scanned.Items ?? [];
  const clients = [];
  let NextToken: string | undefined;
  do {
    const page = await sdk.cognito.send(
      new ListUserPoolClientsCommand({ UserPoolId: userPoolId, MaxResults: 60, NextToken }),
    );
    for (const client of page.UserPoolClients ?? [])
      clients.push({ id: client.ClientId ?? "", name: client.ClientName ?? "" });
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  const secrets = [];
  for await (const page of paginateListSecrets({ client: sdk.secrets }, {}))
    for (const secret of page.SecretList ?? []) secrets.push(secret.Name ?? "");
  return {
    rows: found.filter((item) => item["sk"]?.S === "META").map(integrationOf),
    items: found.map((item) => unmarshall(item)),
    clients: clients.filter(({ name }) => name.startsWith("latchkey.")),
    secrets: secrets.filter((name) => name.startsWith("latchkey/")),
  };
}

/** What must hold whenever no operation is open. Answers every violation in words; none when all is well. */
export async function violations(aws: TestAws): Promise<readonly string[]> {
  const world = await readWorld(aws);
  const found = await Promise.all(world.rows.map((row) => rowViolations(aws, world, row)));
  return [...found.flat(), ...orphans(world), ...countViolations(world), ...nameViolations(world)];
}

const clientsOf = (world: World, row: Integration) =>
  world.clients.filter(({ name }) => name.startsWith(clientNamePrefix("local", row.id)));

async function rowViolations(aws: TestAws, world: World, row: Integration): Promise<readonly string[]> {
  const problems: string[] = [];
  const clients = clientsOf(world, row);
  const hasSecret = world.secrets.includes(secretName("local", row.id));
  if (row.operation !== undefined)
    problems.push(`${row.id}: operation ${row.operation.kind} is open in state ${row.state}`);
  if (row.state !== "active") {
    if (clients.length > 0) problems.push(`${row.id} is ${row.state} and has ${clients.length} clients`);
    if (hasSecret) problems.push(`${row.id} is ${row.state} and has a live secret`);
    return problems;
  }
  if (clients.length !== 1 || clients[0]?.id !== row.clientId)
    problems.push(`${row.id} is active with ${clients.length} clients`);
  if (!(await authenticates(aws, row))) problems.push(`${row.id}: AWSCURRENT does not authenticate`);
  const described = await aws.clients.secrets.send(new DescribeSecretCommand({ SecretId: row.secretArn }));
  const current = Object.entries(described.VersionIdsToStages ?? {}).find(([, stages]) =>
    stages.includes("AWSCURRENT"),
  );
  if (current?.[0] !== row.secretVersion) problems.push(`${row.id}: its secret version is not AWSCURRENT`);
  if (!world.items.some((item) => item["pk"] === `CLIENT#${row.clientId}` && item["integrationId"] === row.id))
    problems.push(`${row.id}: no CLIENT# row`);
  return problems;
}

async function authenticates({ services }: TestAws, row: Integration): Promise<boolean> {
  const stored = await services.secrets.read(secretName("local", row.id), {});
  if (stored === undefined || row.clientId === undefined) return false;
  const redirectUri = services.catalogue.get(row.connector)?.client(row.settings).callbackUrls[0] ?? "";
  const probe = { pool: services.deployment.pool, clientId: row.clientId, secret: stored.secret, redirectUri };
  return (await services.tokens.verify(probe, {})) === "accepted";
}

function orphans(world: World): readonly string[] {
  const known = (id: string): boolean => world.rows.some((row) => row.id === id);
  const idIn = (text: string): string => /int_[0-9A-Z]{26}/.exec(text)?.[0] ?? "";
  return [
    ...world.clients.filter(({ name }) => !known(idIn(name))).map(({ name }) => `client without a row: ${name}`),
    ...world.secrets.filter((name) => !known(idIn(name))).map((name) => `secret without a row: ${name}`),
    ...world.items
      .filter((item) => String(item["pk"]).startsWith("CLIENT#"))
      .filter(
        (item) => !world.rows.some((row) => row.clientId === String(item["pk"]).slice(7) && row.state === "active"),
      )
      .map((item) => `CLIENT# row without an active integration: ${String(item["pk"])}`),
  ];
}

function countViolations(world: World): readonly string[] {
  return world.items
    .filter((item) => item["sk"] === "COUNT")
    .flatMap((item) => {
      const owner = String(item["pk"]).slice("OWNER#".length);
      const actual = world.rows.filter((row) => row.owner === owner && row.state === "active").length;
      return item["count"] === actual ? [] : [`${owner} counts ${String(item["count"])}, has ${actual}`];
    });
}

function nameViolations(world: World): readonly string[] {
  const named = world.items.filter((item) => item["sk"] === "NAME");
  const active = world.rows.filter((row) => row.state === "active");
  const held = named.filter((item) => active.some((row) => row.id === item["integrationId"]));
  return named.length === active.length && held.length === named.length
    ? []
    : [`${named.length} names for ${active.length} active integrations`];
}
