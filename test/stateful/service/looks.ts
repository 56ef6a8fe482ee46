import {
  DescribeUserPoolClientCommand,
  ListUserPoolClientSecretsCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { secretName } from "@latchkey/core/names";
import { updateIn } from "@latchkey/core/operation";
import { readWorld, violations } from "../../support/invariants.ts";
import type { Place } from "./place.ts";

/** What must hold at any time, whatever is open: whoever reads `AWSCURRENT` can sign in, and no client has more than two secrets. */
export async function violationsNow(place: Place): Promise<readonly string[]> {
  const { services, clients, userPoolId } = place;
  const { rows } = await readWorld(place);
  const wrong: string[] = [];
  for (const row of rows) {
    const { clientId } = row;
    if ((row.state !== "active" && row.state !== "updating") || clientId === undefined) continue;
    const stored = await services.secrets.read(secretName(services.deployment.name, row.id), {});
    const redirectUri = services.catalogue.get(row.connector)?.client(row.settings).callbackUrls[0] ?? "";
    const probe = stored && { pool: services.deployment.pool, clientId, secret: stored.secret, redirectUri };
    const verdict = probe && (await services.tokens.verify(probe, {}));
    // While an update is at work, the client may have other callbacks already, so that nothing can be told.
    const untold = verdict === "unknown" && updateIn(row.operation) !== undefined;
    if (verdict !== "accepted" && !untold && !(await isNew(place, clientId)))
      wrong.push(`${row.id}: AWSCURRENT does not authenticate (${verdict}), with ${JSON.stringify(row)}`);
    const listed = await clients.cognito.send(
      new ListUserPoolClientSecretsCommand({ UserPoolId: userPoolId, ClientId: clientId }),
    );
    const live = listed.ClientSecrets?.length ?? 0;
    if (live < 1 || live > 2) wrong.push(`${row.id} has ${live} live secrets`);
  }
  return wrong;
}

/** Longer than Cognito is ever slow with secrets here. */
const SLOWEST_MS = 10_000;

/** What a client was created with is not proven before it is shown: Cognito may take a while to know it. */
async function isNew({ clients, userPoolId, clock }: Place, clientId: string): Promise<boolean> {
  const target = { UserPoolId: userPoolId, ClientId: clientId };
  const { UserPoolClient: client } = await clients.cognito.send(new DescribeUserPoolClientCommand(target));
  return (client?.CreationDate?.getTime() ?? 0) + SLOWEST_MS > clock.now();
}

/** Finishes everything that is open, and answers everything that is wrong then. */
export async function violationsAtRest(place: Place): Promise<readonly string[]> {
  const left = await place.drain();
  await place.pass(SLOWEST_MS);
  return [...left, ...(await violations(place)), ...(await unpublished(place)), ...defectsIn(place.logs)];
}

/** Every event of the table was published, and no other. */
async function unpublished(place: Place): Promise<readonly string[]> {
  const { items } = await readWorld(place);
  const told = new Set(place.standIn.events.entries.map(({ detail }) => String(detail["id"])));
  const stored = new Set(items.filter(({ sk }) => String(sk).startsWith("EVT#")).map((item) => String(item["id"])));
  return [
    ...[...stored].filter((id) => !told.has(id)).map((id) => `${id} was not published`),
    ...[...told].filter((id) => !stored.has(id)).map((id) => `${id} was published and is not in the table`),
  ];
}

/** Errors in the log that are not AWS's. */
const defectsIn = (logs: readonly string[]): readonly string[] =>
  logs
    .filter((line) => line.includes('"level":"error"') && !line.includes('"name":"UpstreamError"'))
    .map((line) => `logged as an error: ${line}`);
