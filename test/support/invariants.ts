import { isDeepStrictEqual } from "node:util";
import {
  DescribeUserPoolClientCommand,
  ListUserPoolClientSecretsCommand,
  ListUserPoolClientsCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { paginateScan } from "@aws-sdk/client-dynamodb";
import { DescribeSecretCommand, paginateListSecrets } from "@aws-sdk/client-secrets-manager";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { integrationOf } from "@latchkey/aws/dynamodb/rows";
import type { Integration } from "@latchkey/core/integration";
import { clientNamePrefix, secretName } from "@latchkey/core/names";
import type { Rotation } from "@latchkey/core/rotation";
import { TABLE } from "@latchkey/local/stack/bootstrap";
import { inFlight } from "./in-flight.ts";
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
  const found = [];
  for await (const page of paginateScan({ client: sdk.dynamodb }, { TableName: TABLE, ConsistentRead: true }))
    found.push(...(page.Items ?? []));
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

/** The stand-in, wherever it runs, and the product's services that reach it. */
type Surroundings = Pick<TestAws, "clients" | "services" | "userPoolId">;

const CONNECTIONS = 10;

/** What must hold whenever no operation is open. Answers every violation in words; none when all is well. */
export async function violations(aws: Surroundings): Promise<readonly string[]> {
  const world = await readWorld(aws);
  // One connection each, so that none waits for another and gives up.
  const found = await inFlight(world.rows.length, CONNECTIONS, (index) =>
    rowViolations(aws, world, world.rows[index]!),
  );
  return [...found.flat(), ...orphans(world), ...countViolations(world), ...nameViolations(world)];
}

const clientsOf = (world: World, row: Integration) =>
  world.clients.filter(({ name }) => name.startsWith(clientNamePrefix("local", row.id)));

async function rowViolations(aws: Surroundings, world: World, row: Integration): Promise<readonly string[]> {
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
  problems.push(
    ...(await labelViolations(aws, row)),
    ...(await clientViolations(aws, row)),
    ...auditViolations(world, row),
  );
  if (!world.items.some((item) => item["pk"] === `CLIENT#${row.clientId}` && item["integrationId"] === row.id))
    problems.push(`${row.id}: no CLIENT# row`);
  return problems;
}

async function labelViolations({ clients }: Surroundings, row: Integration): Promise<readonly string[]> {
  const described = await clients.secrets.send(new DescribeSecretCommand({ SecretId: row.secretArn }));
  const versions = Object.entries(described.VersionIdsToStages ?? {});
  const holder = (label: string) => versions.find(([, stages]) => stages.includes(label))?.[0];
  const pending = holder("AWSPENDING");
  return [
    ...(holder("AWSCURRENT") === row.secretVersion ? [] : [`${row.id}: its secret version is not AWSCURRENT`]),
    // Secrets Manager takes it for a rotation that is still going on.
    ...(pending === undefined || pending === row.secretVersion ? [] : [`${row.id}: AWSPENDING was left behind`]),
  ];
}

/** One live secret, or two in an overlap; and the client is as the row says. */
async function clientViolations(
  { clients, services, userPoolId }: Surroundings,
  row: Integration,
): Promise<readonly string[]> {
  const target = { UserPoolId: userPoolId, ClientId: row.clientId };
  const secrets = await clients.cognito.send(new ListUserPoolClientSecretsCommand(target));
  const live = secrets.ClientSecrets?.length ?? 0;
  const wanted = row.currentRotation?.state === "overlap" ? 2 : 1;
  const described = await clients.cognito.send(new DescribeUserPoolClientCommand(target));
  const callbacks = services.catalogue.get(row.connector)?.client(row.settings).callbackUrls ?? [];
  const same = JSON.stringify(described.UserPoolClient?.CallbackURLs) === JSON.stringify(callbacks);
  return [
    ...(live === wanted ? [] : [`${row.id} has ${live} live secrets, its rotation is ${row.currentRotation?.state}`]),
    ...(same ? [] : [`${row.id}: its client's callbacks are not those of its settings`]),
  ];
}

/** Each committed change was told once, and nothing else. */
function auditViolations(world: World, row: Integration): readonly string[] {
  const told = world.items.filter(({ pk, sk }) => pk === `INT#${row.id}` && String(sk).startsWith("EVT#"));
  const count = (type: string, rotationId?: string): number =>
    told.filter((item) => item["type"] === type && (rotationId === undefined || rotationOf(item) === rotationId))
      .length;
  const rotations = world.items.filter(({ pk, sk }) => pk === `INT#${row.id}` && String(sk).startsWith("ROT#"));
  return [
    ...(count("integration.registered") === 1
      ? []
      : [`${row.id}: registered was told ${count("integration.registered")} times`]),
    ...rotations.flatMap((item) => {
      const { id, state } = item["rotation"] as Rotation;
      const problems =
        state === "failed" || count("rotation.started", id) === 1 ? [] : [`${id}: started was not told once`];
      const ended = count(`rotation.${state}`, id);
      return hasEndedState(state) && ended !== 1 ? [...problems, `${id}: ${state} was told ${ended} times`] : problems;
    }),
    ...(row.currentRotation === undefined || rotations.some((item) => isSame(item["rotation"], row.currentRotation))
      ? []
      : [`${row.id}: its rotation's item differs from the row`]),
  ];
}

const rotationOf = (item: Record<string, unknown>): unknown => (item["data"] as { rotationId?: unknown }).rotationId;
const hasEndedState = (state: Rotation["state"]): boolean => state !== "staging" && state !== "overlap";
const isSame = (one: unknown, other: unknown): boolean => isDeepStrictEqual(one, other);

async function authenticates({ services }: Surroundings, row: Integration): Promise<boolean> {
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
