import type { ProblemCode } from "@latchkey/core/errors";
import type { SchemaName } from "./schema-components.ts";

/** The document's sections, in their order. */
export const tags = {
  Connectors: "The products that can be connected, with the settings that each one needs.",
  Integrations: "Registered applications: their app client, their owner, their state.",
  Payloads: "What an application needs, in its own formats.",
  Rotations: "One client secret replaced by another, without a moment in which the application cannot sign in.",
  Events: "What happened, when, and who asked for it.",
  Access: "Who may sign up through an application, who did, and who may sign in.",
  Service: "The service itself; public.",
} as const;

export type Tag = keyof typeof tags;

export type HeaderName = "Allow" | "Content-Disposition" | "ETag" | "Idempotent-Replayed" | "Location" | "Retry-After";

/** The body that a request has. */
export interface RequestDoc {
  readonly description: string;
  /** A component. */
  readonly schema: "Registration" | "IntegrationPatch" | "RotationRequest" | "AccessQuestion";
  /** Names of `examples`, or the registrations of all connectors. */
  readonly examples: readonly string[] | "registrations";
}

/** An answer that is no problem. */
export interface SuccessDoc {
  readonly status: 200 | 201 | 202 | 204 | 304;
  readonly description: string;
  /** A component, or a text in the media types named. */
  readonly content?: { readonly schema: SchemaName } | { readonly text: readonly string[] | "artifacts" };
  readonly headers?: readonly HeaderName[];
  /** Names of `examples`. */
  readonly examples?: readonly string[];
  readonly links?: true;
}

/** What the document says of an operation beyond its route. */
export interface OperationDoc {
  readonly tag: Tag;
  readonly summary: string;
  readonly description: string;
  /** For a route with a body. */
  readonly request?: RequestDoc;
  readonly answers: readonly SuccessDoc[];
  readonly problems: readonly ProblemCode[];
}

/** Problems of every operation that needs a token. */
export const PROTECTED = ["invalid-parameter", "forbidden", "missing-scope", "missing-group", "internal"] as const;
/** Problems of every operation that asks AWS. */
export const UPSTREAM = ["throttled", "provider-refused", "upstream-unavailable"] as const;
/** Problems of every operation that takes a body. */
export const BODY_REFUSED = ["invalid-json", "invalid-body", "unsupported-media-type", "body-too-large"] as const;
