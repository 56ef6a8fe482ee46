import type { Secret } from "./secret.ts";

/** Stands for the secret in an artifact whose format has no reference of its own. */
export const SECRET_TOKEN = "@@LATCHKEY_CLIENT_SECRET@@";
/** Stands for the client id in a dry run. */
export const CLIENT_ID_TOKEN = "@@LATCHKEY_CLIENT_ID@@";
/** Stands for the integration's id in a dry run, as part of the secret's name. */
export const INTEGRATION_ID_TOKEN = "@@LATCHKEY_INTEGRATION_ID@@";
/** No setting may contain this, or filling in a token would also fill in that setting. */
export const TOKEN_MARK = "@@LATCHKEY_";

/** The member of the secret's JSON object in Secrets Manager that holds the value: `{"clientSecret": "..."}`. */
export const SECRET_JSON_KEY = "clientSecret";

/** How an artifact's body is put to use. `enter`: the body is JSON `[{label, value, sensitive}]`, typed into a form. */
export type Apply = "create" | "merge" | "replace" | "run" | "enter";

/** One thing the product's administrator uses. Artifacts of one `method` are used together; methods are alternatives. */
export interface Artifact {
  /** Path segment of the artifact's own route: lower-case letters, digits, dots and hyphens. */
  readonly name: string;
  readonly method: string;
  readonly title: string;
  readonly fileName: string;
  readonly mediaType: string;
  readonly apply: Apply;
  /** Where it goes: a path, a console page, a shell. */
  readonly target: string;
  readonly body: string;
  /** In order, each one sentence. */
  readonly nextSteps: readonly string[];
  /** What an artifact that merges or replaces would overwrite. Empty for the others. */
  readonly overwrites: readonly string[];
  /** Whether the body holds the live secret. */
  readonly sensitive: boolean;
}

/** An artifact as a connector writes it; whether it is sensitive follows from its body. */
export type ArtifactDraft = Omit<Artifact, "sensitive" | "overwrites"> & { readonly overwrites?: readonly string[] };

/** A token that has to be filled in before an artifact works, and how to get its value. */
export interface Placeholder {
  readonly token: string;
  readonly secretArn: string | null;
  readonly jsonKey: string | null;
  /** A shell command that prints the value; null in a dry run, where there is none yet. */
  readonly command: string | null;
}

export interface Payload {
  readonly secret: SecretMode;
  readonly artifacts: readonly Artifact[];
  readonly placeholders: readonly Placeholder[];
  /** What the administrator should know, each one sentence or two. */
  readonly notes: readonly string[];
}

export type SecretMode = "inline" | "reference";

/** What an artifact is written with. By reference, formats with a reference of their own (a Secret, an env name) use it. */
export interface Credentials {
  readonly clientId: string;
  readonly clientSecret: SecretCredential;
}

export type SecretCredential =
  | { readonly kind: "inline"; readonly secret: Secret }
  | { readonly kind: "reference"; readonly name: string; readonly arn: string | undefined; readonly region: string };

/** The secret as text for an artifact: the live value, or the token that stands for it. */
export const secretText = (credentials: Credentials): string =>
  credentials.clientSecret.kind === "inline" ? credentials.clientSecret.secret.reveal() : SECRET_TOKEN;
