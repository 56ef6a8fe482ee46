import { authenticates, secretsOf, valueOf, vaultOf, type World } from "./world.ts";

/** What is wrong with a world: something that must never be, or something that must not be left when all has come to rest. */
export function violationIn(world: World, atRest: boolean): string | undefined {
  const { row, clients, vault } = world;
  if (row === undefined && (clients.length > 0 || vault !== undefined)) return "something exists without a row";
  if (row?.state === "active" && !authenticates(world, row.client, valueOf(world, vaultOf(world)?.current)))
    return "AWSCURRENT does not authenticate";
  return unacknowledged(world) ?? (atRest ? leftovers(world) : undefined);
}

/** The old secret may still be in use until its owner says otherwise. */
function unacknowledged(world: World): string | undefined {
  const { row } = world;
  if (row?.state !== "active" || row.rotation === undefined || row.rotation.acknowledged || row.rotation.compromised)
    return undefined;
  const live = secretsOf(world, row.client).map(({ id }) => id);
  return row.rotation.known.every((id) => live.includes(id)) ? undefined : "a secret is gone that nobody has given up";
}

function leftovers(world: World): string | undefined {
  const { row, clients } = world;
  const vault = vaultOf(world);
  if (row === undefined) return undefined;
  if (row.state === "failed" || row.state === "removed")
    return clients.length > 0 || vault !== undefined ? `${row.state}, and something is left` : undefined;
  if (row.state !== "active") return `at rest in state ${row.state}`;
  if (clients.length !== 1 || clients[0]?.id !== row.client) return `active with ${clients.length} clients`;
  const live = secretsOf(world, row.client).length;
  if (live !== (row.rotation === undefined ? 1 : 2)) return `${live} live secrets`;
  if (vault?.current !== row.version) return "the row's version is not AWSCURRENT";
  return vault?.pending === undefined || vault.pending === row.version ? undefined : "AWSPENDING was left behind";
}
