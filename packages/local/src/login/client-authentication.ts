import { createHash, timingSafeEqual } from "node:crypto";
import { acceptedSecrets, isConfidential } from "../cognito/clients.ts";
import type { CognitoContext } from "../cognito/context.ts";
import type { Client } from "../cognito/state.ts";
import { findApp, type HostedApp } from "./hosted-app.ts";
import type { LoginRequest } from "./login-request.ts";
import { OAuthError } from "./oauth-error.ts";

/** What a caller presents: several readings of one secret, because clients differ in how they encode it. */
interface Credentials {
  readonly clientIds: readonly string[];
  readonly secrets: readonly string[];
}

/**
 * Authenticates the app client by `client_secret_basic` or `client_secret_post` (RFC 6749, section 2.3.1), or takes a public client's
 * `client_id`. Every accepted secret will do. Throws `OAuthError`: `invalid_request` when no client is named or two are, else
 * `invalid_client`.
 */
export function authenticateClient(context: CognitoContext, request: LoginRequest): HostedApp {
  const { clientIds, secrets } = credentialsOf(request);
  const lookup = clientIds.map((id) => findApp(context.state, id)).find(({ kind }) => kind !== "unknown-client");
  if (lookup?.kind === "no-domain") {
    throw new OAuthError("invalid_request", `User pool ${lookup.pool.id} has no domain: create one first`, 404);
  }
  if (lookup?.kind !== "found" || !isAuthentic(context, lookup.app.client, secrets))
    throw new OAuthError("invalid_client");
  return lookup.app;
}

/** The client that a request names, proven or not, without any part of its secret; undefined when it names none. */
export function claimedClientId({ headers, form }: LoginRequest): string | undefined {
  const decoded = basicCredentials(headers);
  if (decoded === undefined) return form.get("client_id") ?? undefined;
  const colon = decoded.indexOf(":");
  return colon < 0 ? undefined : readings(decoded.slice(0, colon))[1];
}

/** What stands in `Authorization: Basic`, decoded. */
function basicCredentials({ authorization = "" }: LoginRequest["headers"]): string | undefined {
  const encoded = /^Basic\s+(\S+)\s*$/i.exec(authorization)?.[1];
  return encoded === undefined ? undefined : Buffer.from(encoded, "base64").toString("utf8");
}

function credentialsOf({ headers, form }: LoginRequest): Credentials {
  const decoded = basicCredentials(headers);
  const posted = form.get("client_id");
  if (decoded === undefined) {
    if (posted === null || posted === "") throw new OAuthError("invalid_request");
    const secret = form.get("client_secret");
    return { clientIds: [posted], secrets: secret === null ? [] : [secret] };
  }
  const colon = decoded.indexOf(":");
  if (colon < 0) throw new OAuthError("invalid_client");
  const clientIds = readings(decoded.slice(0, colon));
  if (posted !== null && !clientIds.includes(posted)) throw new OAuthError("invalid_request");
  return { clientIds, secrets: readings(decoded.slice(colon + 1)) };
}

/** RFC 6749 wants both parts form-encoded inside Basic; many clients send them as they are. */
function readings(text: string): readonly [string, string] {
  const [decoded = text] = new URLSearchParams(`v=${text.replaceAll("&", "%26")}`).values();
  return [text, decoded];
}

function isAuthentic(context: CognitoContext, client: Client, presented: readonly string[]): boolean {
  if (!isConfidential(client)) return presented.every((secret) => secret === "");
  const accepted = acceptedSecrets(client, context.clock.now(), context.options.secretPropagationMs);
  return accepted.some(({ value }) => presented.some((secret) => equal(secret, value)));
}

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();

/** Compares in constant time, whatever the lengths. */
function equal(left: string, right: string): boolean {
  return timingSafeEqual(digest(left), digest(right));
}
