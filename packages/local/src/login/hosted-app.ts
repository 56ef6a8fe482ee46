import type { Client, CognitoState, Domain, Pool } from "../cognito/state.ts";

/** An app client together with the pool and the login domain that serve it. */
export interface HostedApp {
  readonly client: Client;
  readonly pool: Pool;
  readonly domain: Domain;
}

export type AppLookup =
  | { readonly kind: "found"; readonly app: HostedApp }
  | { readonly kind: "unknown-client" }
  | { readonly kind: "no-domain"; readonly pool: Pool };

/** Finds the app of a `client_id`. One origin serves every pool, so the client tells which one is meant. */
export function findApp(state: CognitoState, clientId: string | null | undefined): AppLookup {
  const client = clientId ? state.clients.get(clientId) : undefined;
  const pool = client && state.pools.get(client.poolId);
  if (!client || !pool) return { kind: "unknown-client" };
  const domain = domainOf(state, pool.id);
  return domain ? { kind: "found", app: { client, pool, domain } } : { kind: "no-domain", pool };
}

/** The domain that a pool's login pages are served from: the custom one when there are two, as in Cognito's discovery document. */
export function domainOf(state: CognitoState, poolId: string): Domain | undefined {
  const domains = [...state.domains.values()].filter((domain) => domain.poolId === poolId);
  return domains.find((domain) => domain.custom) ?? domains[0];
}

/** True when the client may show managed-login pages: a version 2 domain wants a branding style for each client. */
export function hasLoginPages(state: CognitoState, { client, domain }: HostedApp): boolean {
  if (domain.managedLoginVersion === 1) return true;
  return [...state.brandings.values()].some((style) => style.poolId === client.poolId && style.clientId === client.id);
}

/** The name that people see: without the `latchkey.<deployment>.<id> ` that marks a registered client. */
export function displayName(client: Client): string {
  const name = client.settings.ClientName;
  return /^latchkey\.\S+\s+(\S.*)$/s.exec(name)?.[1] ?? name;
}
