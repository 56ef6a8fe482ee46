import type { JsonObject } from "@latchkey/core/json";
import type { ArtifactDraft } from "@latchkey/core/payload";

/** Where a connector's facts come from, and the day (`YYYY-MM-DD`) on which somebody last read it there. */
export interface Source {
  readonly url: string;
  readonly readAt: string;
}

/** Which answers of Cognito carry a claim. */
export type ClaimCarrier = "id-token" | "access-token" | "user-info";

/** What the product makes of Cognito's peculiarities. */
export interface Quirks {
  /** Scopes that products often ask for and Cognito refuses, together with the whole request. */
  readonly illegalScopes: readonly string[];
  readonly claims: Readonly<Record<string, readonly ClaimCarrier[]>>;
  /**
   * How a sign-out reaches Cognito: natively, by a whole URL that the product follows as it stands or appends to, by OpenID Connect
   * RP-initiated logout only (which Cognito refuses), or not at all.
   */
  readonly logout: "cognito-native" | "full-url" | "append-safe" | "rp-initiated-only" | "none";
  /** `forced`: switched on by the artifacts. `detected`: only if discovery announces it, which Cognito's does not. */
  readonly pkce: "forced" | "detected" | "none" | "up-to-the-product";
  /** The claim that the product's user name is made from; null where the product decides. */
  readonly usernameClaim: string | null;
}

/** A catalogue entry as `GET /v1/connectors` answers it. */
export interface ConnectorDescription {
  readonly id: string;
  readonly name: string;
  readonly category: string;
  readonly source: Source;
  /** JSON Schema 2020-12, fit for a form. */
  readonly settings: JsonObject;
  readonly artifacts: readonly Pick<ArtifactDraft, "name" | "method" | "title" | "mediaType" | "apply">[];
  readonly quirks: Quirks;
  /** What the last proof run found; null until there is one. */
  readonly proof: JsonObject | null;
}
