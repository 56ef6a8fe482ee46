import type { FieldError } from "./errors.ts";
import type { JsonObject } from "./json.ts";
import type { OAuthClient } from "./oauth-client.ts";
import type { ArtifactDraft, Credentials } from "./payload.ts";
import type { Pool } from "./pool.ts";

/** Settings from outside, in normal form, or what is wrong with them (pointers relative to the settings). */
export type SettingsCheck<Settings> =
  | { readonly ok: true; readonly settings: Settings }
  | { readonly ok: false; readonly errors: readonly FieldError[] };

/** What artifacts are written from. */
export interface ArtifactInput<Settings> {
  readonly settings: Settings;
  readonly pool: Pool;
  readonly credentials: Credentials;
  /** The display name that the caller gave the integration. */
  readonly name: string;
}

/** How one product is connected to Cognito: pure functions from settings, without I/O. */
export interface Connector<Settings extends JsonObject = JsonObject> {
  readonly id: string;
  readonly name: string;
  parse(settings: unknown): SettingsCheck<Settings>;
  client(settings: Settings): OAuthClient;
  /** The claim in which the product wants groups besides `cognito:groups`, if any. */
  groupsClaim?(settings: Settings): string | undefined;
  artifacts(input: ArtifactInput<Settings>): readonly ArtifactDraft[];
  notes(input: ArtifactInput<Settings>): readonly string[];
}

/** All connectors. `get` knows own entries only: `constructor` is nobody's connector. */
export interface Catalogue {
  readonly ids: readonly string[];
  get(id: string): Connector | undefined;
}
