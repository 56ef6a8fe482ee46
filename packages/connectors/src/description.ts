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

/** What the administrator should know, by topic. */
export interface Topics {
  /** What goes wrong if one does not know it. */
  readonly traps: readonly string[];
  /** What the product makes of Cognito groups, and what has to be set in it for that. */
  readonly groups: readonly string[];
  /** How a person signs out of both the product and Cognito. */
  readonly signOut: readonly string[];
}

/** A proof with the product's own code. A type, not an interface: it is JSON. */
export type ProofSummary = {
  /** The code that ran. */
  readonly products: readonly { readonly name: string; readonly version: string }[];
  /** Sentences without full stop. */
  readonly proven: readonly string[];
  /** The day (`YYYY-MM-DD`) since when this is known. */
  readonly date: string;
  /** Of what the connector wrote then, and writes now. */
  readonly fingerprint: string;
};

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
  /** What the last proof with the product's own code found; null when the connector is not proven as it is now. */
  readonly proof: ProofSummary | null;
}
