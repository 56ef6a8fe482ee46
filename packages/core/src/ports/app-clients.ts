import type { Json } from "../json.ts";
import type { OAuthClient } from "../oauth-client.ts";
import type { DriftMode } from "../operation.ts";
import type { Pool } from "../pool.ts";
import type { Secret } from "../secret.ts";
import type { Call } from "./call.ts";

/** What we say of an app client; everything else in it belongs to others. */
export interface AppClientSettings {
  /** Up to 128 characters of `[A-Za-z0-9_ +=,.@-]`; see `clientName`. */
  readonly name: string;
  readonly client: OAuthClient;
  /** Names as the pool knows them, for example `COGNITO`. */
  readonly identityProviders: readonly string[];
}

export interface AppClientRequest extends AppClientSettings {
  readonly pool: Pool;
  /** 24 to 64 characters of `[A-Za-z0-9_+]`. */
  readonly secret: Secret;
}

/** An app client as a list shows it. */
export interface AppClientEntry {
  readonly clientId: string;
  readonly name: string;
}

/** A field of the live client that differs from what the row records. `field` is Cognito's own name for it. */
export interface FieldDrift {
  readonly field: string;
  readonly recorded: Json;
  /** Null when the live client has no such field. */
  readonly live: Json;
}

/** The live client beside what the row records. */
export interface LiveClient {
  /** Fields of ours that somebody else has changed. */
  readonly drift: readonly FieldDrift[];
  /** Fields that are not ours and do not have Cognito's default value. */
  readonly foreign: readonly string[];
  /** Members of the raw answer that the SDK does not know, so that an update would reset them. */
  readonly unknown: readonly string[];
}

export interface AppClientUpdate {
  readonly pool: Pool;
  readonly clientId: string;
  readonly before: AppClientSettings;
  readonly after: AppClientSettings;
  readonly drift: DriftMode;
}

export type UpdateOutcome =
  | { readonly kind: "updated" }
  | { readonly kind: "absent" }
  /** The update would reset these members, which this version does not know. Nothing was changed. */
  | { readonly kind: "unknown-fields"; readonly fields: readonly string[] }
  /** These fields were to change, and somebody else has changed them. Nothing was changed. */
  | { readonly kind: "drifted"; readonly drift: readonly FieldDrift[] };

/** One of the at most two live secrets of a client; Cognito never shows its value. */
export interface ClientSecretEntry {
  readonly secretId: string;
  /** Epoch milliseconds, in whole seconds. */
  readonly createdAt: number;
}

/** Cognito's app clients. Every method throws `UpstreamError`. */
export interface AppClients {
  /** Sent once and never retried: a repeated create makes a twin. `unknown` means that a client may exist, or may yet appear. */
  create(request: AppClientRequest, call: Call): Promise<{ readonly clientId: string }>;
  /** Compares the live client with what is recorded of it. Undefined when there is no such client. */
  inspect(pool: Pool, clientId: string, recorded: AppClientSettings, call: Call): Promise<LiveClient | undefined>;
  /**
   * What `update` would meet, without changing anything: undefined when nothing stands in its way. So that a request can be refused
   * before it has begun.
   */
  checkUpdate(update: AppClientUpdate, call: Call): Promise<Exclude<UpdateOutcome, { kind: "updated" }> | undefined>;
  /**
   * Reads the live client and writes it back with the difference between `before` and `after`; every other field keeps its live
   * value, because Cognito resets what an update leaves out. Begins again when another write came between. Repeating it is safe
   * once no earlier one can land any more.
   */
  update(update: AppClientUpdate, call: Call): Promise<UpdateOutcome>;
  /** A client that is not there counts as deleted. */
  remove(pool: Pool, clientId: string, call: Call): Promise<void>;
  /** Gives the client the branding style without which managed login shows no pages; one that is there already is kept. */
  brand(pool: Pool, clientId: string, call: Call): Promise<void>;
  /** A client without a style counts as done. */
  unbrand(pool: Pool, clientId: string, call: Call): Promise<void>;
  /** Every app client of the pool but dynamically registered ones. Slow by nature (60 a call, 5 calls a second): never in a request. */
  list(pool: Pool, call: Call): AsyncIterable<AppClientEntry>;
  /**
   * Adds a second live secret. Sent once, but for throttling: a lost answer leaves unknown whether it is there. `quota` when there
   * are two already.
   */
  addSecret(pool: Pool, clientId: string, secret: Secret, call: Call): Promise<Pick<ClientSecretEntry, "secretId">>;
  /** The live secrets, oldest first. */
  listSecrets(pool: Pool, clientId: string, call: Call): Promise<readonly ClientSecretEntry[]>;
  /** One that is not there counts as deleted. */
  removeSecret(pool: Pool, clientId: string, secretId: string, call: Call): Promise<void>;
}
