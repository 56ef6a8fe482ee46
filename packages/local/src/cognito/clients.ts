import type { CognitoContext } from "./context.ts";
import { resourceNotFound } from "./errors.ts";
import { standardAttributeNames } from "./schema.ts";
import { propagationOf, type SecretPropagation } from "./secret-propagation.ts";
import type { Client, ClientSecret } from "./state.ts";

/** The app client, if it exists. */
export const findClient = (context: CognitoContext, clientId: string): Client | undefined =>
  context.state.clients.get(clientId);

/** The app client (of this pool, when one is named), or `ResourceNotFoundException`. */
export function requireClient(context: CognitoContext, clientId: string, poolId?: string): Client {
  const client = findClient(context, clientId);
  if (client === undefined || (poolId !== undefined && client.poolId !== poolId)) {
    throw resourceNotFound(`User pool client ${clientId} does not exist.`);
  }
  return client;
}

/** Every client of a pool, in no particular order. */
export function clientsOf(context: CognitoContext, poolId: string): readonly Client[] {
  return [...context.state.clients.values()].filter((client) => client.poolId === poolId);
}

/** The secrets that exist, oldest first: without those that are deleted but may still be accepted somewhere. */
export const liveSecrets = (client: Client): readonly ClientSecret[] =>
  client.secrets.filter((secret) => secret.deletedAt === undefined);

/** The secrets that authenticate at `now`: a new one is refused, and a deleted one accepted, until it has propagated. */
export function acceptedSecrets(
  client: Client,
  now: number,
  propagation: number | SecretPropagation,
): readonly ClientSecret[] {
  const { acceptAfterMs, refuseAfterMs } = propagationOf(propagation);
  return client.secrets.filter(({ createdAt, deletedAt, settled }) => {
    if (settled !== true && createdAt + acceptAfterMs > now) return false;
    return deletedAt === undefined || now < deletedAt + refuseAfterMs;
  });
}

/** Whether the client authenticates with a secret; one whose only live secret is being replaced still does. */
export const isConfidential = (client: Client): boolean => client.secrets.length > 0;

/** Whether unknown users look like wrong passwords to callers of this client. */
export const hidesUserExistence = (client: Client): boolean => client.settings.PreventUserExistenceErrors === "ENABLED";

/** What a client allows when its `ExplicitAuthFlows` was never given: Describe then shows none. */
const DEFAULT_AUTH_FLOWS = ["ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_CUSTOM_AUTH"];

/** The sign-in flows of the API that the client allows. */
export function explicitAuthFlows(settings: Pick<Client["settings"], "ExplicitAuthFlows">): readonly string[] {
  const given = settings.ExplicitAuthFlows ?? [];
  return given.length === 0 ? DEFAULT_AUTH_FLOWS : given;
}

/**
 * Names of the attributes that tokens and userInfo show to this client. Without `ReadAttributes`: the standard ones, and none of the
 * pool's own.
 */
export function readableAttributes(client: Client): ReadonlySet<string> {
  return new Set([...(client.settings.ReadAttributes ?? standardAttributeNames), "sub"]);
}

/**
 * Names of the attributes that a sign-up through this client may set. Without `WriteAttributes`: the standard ones but what only Cognito
 * sets.
 */
export function writableAttributes(client: Client): ReadonlySet<string> {
  const all = [...(client.settings.WriteAttributes ?? standardAttributeNames)];
  return new Set(all.filter((name) => !NEVER_WRITABLE.has(name)));
}

/** Attributes that no client can be allowed to write. */
export const NEVER_WRITABLE: ReadonlySet<string> = new Set(["sub", "email_verified", "phone_number_verified"]);

/** Deletes the client and everything that exists only for it: style, codes, refresh tokens, unfinished sign-ins. */
export function deleteClient(context: CognitoContext, client: Client): void {
  const { clients, brandings, codes, refreshTokens, challenges } = context.state;
  for (const collection of [brandings, codes, refreshTokens, challenges]) {
    for (const [key, { clientId }] of collection.entries()) {
      if (clientId === client.id) collection.delete(key);
    }
  }
  clients.delete(client.id);
}
