import type { OAuthClient } from "../oauth-client.ts";
import type { Pool } from "../pool.ts";
import type { Secret } from "../secret.ts";
import type { Call } from "./call.ts";

export interface AppClientRequest {
  readonly pool: Pool;
  /** Up to 128 characters of `[A-Za-z0-9_ +=,.@-]`; see `clientName`. */
  readonly name: string;
  /** 24 to 64 characters of `[A-Za-z0-9_+]`. */
  readonly secret: Secret;
  readonly client: OAuthClient;
}

/** An app client as a list shows it. */
export interface AppClientEntry {
  readonly clientId: string;
  readonly name: string;
}

/** Cognito's app clients. Every method throws `UpstreamError`. */
export interface AppClients {
  /** Sent once and never retried: a repeated create makes a twin. `unknown` means that a client may exist, or may yet appear. */
  create(request: AppClientRequest, call: Call): Promise<{ readonly clientId: string }>;
  /** A client that is not there counts as deleted. */
  remove(pool: Pool, clientId: string, call: Call): Promise<void>;
  /** Gives the client the branding style without which managed login shows no pages; one that is there already is kept. */
  brand(pool: Pool, clientId: string, call: Call): Promise<void>;
  /** A client without a style counts as done. */
  unbrand(pool: Pool, clientId: string, call: Call): Promise<void>;
  /** Every app client of the pool but dynamically registered ones. Slow by nature (60 a call, 5 calls a second): never in a request. */
  list(pool: Pool, call: Call): AsyncIterable<AppClientEntry>;
}
