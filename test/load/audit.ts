import { setTimeout as wait } from "node:timers/promises";
import { GetSecretValueCommand } from "@aws-sdk/client-secrets-manager";
import type { Integration } from "@latchkey/core/integration";
import { secretName } from "@latchkey/core/names";
import { readWorld, violations, type World } from "../support/invariants.ts";
import { sdkClients, servicesAt } from "../support/test-aws.ts";
import type { LoadServer } from "./load-server.ts";
import { openOperations } from "./open-operations.ts";
import type { Outcome } from "./portal.ts";
import { reconcilePass } from "./reconcile-pass.ts";

/** What is there when all is over. */
export interface Findings {
  readonly world: World;
  /** Everything that is not as it has to be, and everything that was answered and is not so any more; in words. */
  readonly problems: readonly string[];
}

const PASSES = 60;
const BETWEEN_MS = 500;

/** Lets the reconciler finish what is open, then reads everything with the plain SDK. The server must be without faults and quotas. */
export async function audit({ description }: LoadServer, outcomes: readonly Outcome[]): Promise<Findings> {
  const { awsEndpoint, userPoolId } = description;
  const clients = sdkClients(awsEndpoint);
  const aws = { clients, userPoolId, services: servicesAt(awsEndpoint, { userPoolId, callMs: 60_000 }) };
  for (let pass = 0; pass < PASSES; pass += 1) {
    if ((await openOperations(awsEndpoint)) === 0) break;
    await reconcilePass(awsEndpoint);
    await wait(BETWEEN_MS);
  }
  const world = await readWorld(aws);
  return { world, problems: [...(await violations(aws)), ...(await broken(aws.clients, world, outcomes))] };
}

type Clients = ReturnType<typeof sdkClients>;

/** What a caller was told and does not hold: an integration, its client or its secret is not what was answered. */
async function broken(clients: Clients, world: World, outcomes: readonly Outcome[]): Promise<readonly string[]> {
  const rows = new Map(world.rows.map((row): [string, Integration] => [row.id, row]));
  const found = await Promise.all(
    outcomes.map(async (outcome) => {
      if (outcome.kind === "refused") return [];
      const row = rows.get(outcome.id);
      if (row?.state !== outcome.kind) return [`${outcome.id} was answered as ${outcome.kind} and is ${row?.state}`];
      if (outcome.kind === "failed") return [];
      const stored = await clients.secrets.send(new GetSecretValueCommand({ SecretId: secretName("local", row.id) }));
      return row.clientId === outcome.clientId && stored.SecretString?.includes(outcome.secret) === true
        ? []
        : [`${outcome.id} was answered with another client or secret`];
    }),
  );
  return found.flat();
}
