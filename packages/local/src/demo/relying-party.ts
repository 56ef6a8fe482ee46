import type { ArtifactDraft } from "@latchkey/core/payload";

/** What of an artifact a reader needs: its name says which format the body is in. */
export type Readable = Pick<ArtifactDraft, "name" | "body">;

/** What an artifact by reference refers to: files by path, secrets of Secrets Manager by name. Nothing for one with inline secret. */
export interface References {
  readonly files?: Readonly<Record<string, string>>;
  readonly secrets?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** What a relying party needs in order to sign somebody in, whatever the artifact calls it. */
export interface RelyingParty {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly redirectUri: string;
  readonly scope: string;
  /** Whether the artifact switches PKCE on; `unsupported` where the product has no switch and sends no challenge to Cognito. */
  readonly pkce: boolean | "unsupported";
  /** How the client proves itself at the token endpoint (OpenID Connect Core 1.0, 9). */
  readonly clientAuthentication: "basic" | "post";
  /** The claim that the product tells people apart by. */
  readonly subjectClaim: string;
  /** A claim of the ID token without which the product refuses a person, if there is one beside `subjectClaim`. */
  readonly requiredClaim?: string;
  /** Set where the artifact relies on discovery or on ID tokens. */
  readonly issuer?: string;
  readonly authorizationEndpoint?: string;
  readonly tokenEndpoint?: string;
  readonly userInfoEndpoint?: string;
  readonly jwksUri?: string;
}
