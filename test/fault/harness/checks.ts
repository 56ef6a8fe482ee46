import { ListGroupsCommand } from "@aws-sdk/client-cognito-identity-provider";
import { secretName } from "@latchkey/core/names";
import { violations, type World } from "../../support/invariants.ts";
import type { Trial } from "./scenario.ts";
import type { Stage } from "./stage.ts";

/** What has to hold whenever nothing is open. Answers what is wrong, in words; so do the others. */
export async function violationsOf(stage: Stage, { tolerated }: Trial): Promise<readonly string[]> {
  const found = await violations(stage);
  return found.filter((violation) => tolerated?.test(violation) !== true);
}

/** Whoever reads `AWSCURRENT` can sign in, at any time. */
export async function refusedSecrets(
  { services }: Stage,
  { rows }: Pick<World, "rows">,
  { tolerated }: Trial,
): Promise<readonly string[]> {
  const { pool, name } = services.deployment;
  const wrong: string[] = [];
  for (const row of rows) {
    if ((row.state !== "active" && row.state !== "updating") || row.clientId === undefined) continue;
    const stored = await services.secrets.read(secretName(name, row.id), {});
    const redirectUri = services.catalogue.get(row.connector)?.client(row.settings).callbackUrls[0] ?? "";
    const probe = stored && { pool, clientId: row.clientId, secret: stored.secret, redirectUri };
    const verdict = probe && (await services.tokens.verify(probe, {}));
    const violation = `${row.id}: AWSCURRENT does not authenticate on the way`;
    // While an update is at work, the client may have other callbacks already, so that nothing can be told.
    if (verdict !== "accepted" && verdict !== "unknown" && tolerated?.test(violation) !== true) wrong.push(violation);
  }
  return wrong;
}

/** Groups that integrations had for themselves are gone with them. */
export async function orphanGroups({ clients, userPoolId }: Stage, { rows }: World): Promise<readonly string[]> {
  const listed = await clients.cognito.send(new ListGroupsCommand({ UserPoolId: userPoolId }));
  const own = (listed.Groups ?? []).map(({ GroupName: name }) => name ?? "").filter((name) => name.startsWith("int_"));
  const known = rows.flatMap(({ state, groups = [] }) => (state === "active" ? groups : []));
  return [
    ...own.filter((name) => !known.includes(name)).map((name) => `group without an integration: ${name}`),
    ...known.filter((name) => !own.includes(name)).map((name) => `group that is not there: ${name}`),
  ];
}

/** Every event of the table was told to the world, and no other. */
export function untold({ standIn }: Stage, { items }: Pick<World, "items">): readonly string[] {
  const told = new Set(standIn.events.entries.map(({ detail }) => String(detail["id"])));
  const stored = items.filter(({ sk }) => String(sk).startsWith("EVT#")).map((item) => String(item["id"]));
  return [
    ...stored.filter((id) => !told.has(id)).map((id) => `${id} was not published`),
    ...[...told].filter((id) => !stored.includes(id)).map((id) => `${id} was published and is not in the table`),
  ];
}

/** What the product logs as an error is a defect of its own. */
export const loggedErrors = ({ logs }: Stage): readonly string[] =>
  logs.filter((line) => line.includes('"level":"error"')).map((line) => `logged as an error: ${line}`);
