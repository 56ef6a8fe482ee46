import { type Effect, type Id, type Vault, vaultOf, type World } from "./world.ts";

/** The most secrets that Cognito lets a client have. */
const SLOTS = 2;

/** Carries one upstream write out by the rules of AWS. Undefined when it is refused for what is there, without an effect. */
export function apply(world: World, effect: Effect): World | undefined {
  switch (effect.kind) {
    case "CreateSecret": {
      const { version, value } = effect;
      return world.vault === undefined
        ? { ...world, vault: { current: version, values: [{ version, value }] } }
        : undefined;
    }
    case "CreateClient": {
      const secrets = [{ id: effect.secret, value: effect.value, accepted: true }];
      return { ...world, clients: [...world.clients, { id: effect.client, secrets }] };
    }
    case "DeleteClient":
      return { ...world, clients: world.clients.filter(({ id }) => id !== effect.client) };
    case "DeleteSecret":
      // Scheduled for deletion: the name is not free.
      return { ...world, vault: world.vault && "deleted" };
    case "AddClientSecret":
    case "DeleteClientSecret":
      return changeSecrets(world, effect);
    case "PutSecretValue":
    case "MoveCurrent":
    case "RemovePending": {
      const vault = vaultOf(world);
      const after = vault && relabel(vault, effect);
      return after && { ...world, vault: labelled(after) };
    }
    case "Save":
      return world.row?.revision === effect.before ? { ...world, row: effect.row } : undefined;
  }
}

function changeSecrets(
  world: World,
  effect: Extract<Effect, { kind: "AddClientSecret" | "DeleteClientSecret" }>,
): World | undefined {
  const client = world.clients.find(({ id }) => id === effect.client);
  if (client === undefined) return undefined;
  const { kind, secret: id } = effect;
  const there = client.secrets.some((secret) => secret.id === id);
  if (kind === "DeleteClientSecret" && !there) return world;
  // Cognito keeps the last one.
  if (client.secrets.length === (kind === "AddClientSecret" ? SLOTS : 1)) return undefined;
  const secrets =
    kind === "AddClientSecret"
      ? [...client.secrets, { id, value: effect.value, accepted: false }]
      : client.secrets.filter((secret) => secret.id !== id);
  return { ...world, clients: world.clients.map((other) => (other === client ? { ...client, secrets } : other)) };
}

type Relabel = Extract<Effect, { kind: "PutSecretValue" | "MoveCurrent" | "RemovePending" }>;

function relabel(vault: Vault, effect: Relabel): Vault | undefined {
  const has = (version: Id): boolean => vault.values.some((entry) => entry.version === version);
  switch (effect.kind) {
    case "PutSecretValue": {
      const { version, value } = effect;
      return has(version) ? undefined : { ...vault, pending: version, values: [...vault.values, { version, value }] };
    }
    case "MoveCurrent":
      if (vault.current !== effect.from || !has(effect.to)) return undefined;
      return { ...vault, current: effect.to, previous: effect.from };
    case "RemovePending":
      return vault.pending === effect.version ? { ...vault, pending: undefined } : undefined;
  }
}

/** A version without a label counts as deleted. */
const labelled = (vault: Vault): Vault => ({
  ...vault,
  values: vault.values.filter(({ version }) => [vault.current, vault.pending, vault.previous].includes(version)),
});
