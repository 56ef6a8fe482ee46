import { createHash, timingSafeEqual } from "node:crypto";
import { newOpaqueToken } from "../cognito/ids.ts";
import type { LoginRequest } from "../login/login-request.ts";
import { jsonReply, type Reply } from "../login/reply.ts";
import type { IdpClient, IdpCode, IdpContext } from "./context.ts";
import { signIdToken } from "./id-token.ts";

const LIFETIME_SECONDS = 300;

/** `POST /token`: exchanges a code, once (RFC 6749, 4.1.3), for an ID token and an access token. */
export async function exchangeCode(context: IdpContext, request: LoginRequest): Promise<Reply> {
  const { form } = request;
  if (!isClient(context.client, request)) {
    return jsonReply(401, { error: "invalid_client" }, { "www-authenticate": 'Basic realm="token"' });
  }
  if (context.faults.tokenError !== undefined) return jsonReply(400, context.faults.tokenError);
  if (form.get("grant_type") !== "authorization_code") return jsonReply(400, { error: "unsupported_grant_type" });
  const code = takeCode(context, form);
  if (code === undefined) return jsonReply(400, { error: "invalid_grant" });
  const { user, scopes, authTime } = code;
  const accessToken = newOpaqueToken(24);
  const expiresAt = context.clock.now() + LIFETIME_SECONDS * 1000;
  context.accessTokens.set(accessToken, { user, scopes, authTime, expiresAt });
  return jsonReply(200, {
    access_token: accessToken,
    token_type: "Bearer",
    expires_in: LIFETIME_SECONDS,
    scope: scopes.join(" "),
    id_token: await signIdToken(context, code, LIFETIME_SECONDS),
  });
}

function takeCode({ codes, clock }: IdpContext, form: URLSearchParams): IdpCode | undefined {
  const value = form.get("code") ?? "";
  const code = codes.get(value);
  codes.delete(value);
  if (code === undefined || code.expiresAt <= clock.now()) return undefined;
  if (code.redirectUri !== form.get("redirect_uri")) return undefined;
  const verifier = form.get("code_verifier");
  const challenge = verifier === null ? undefined : createHash("sha256").update(verifier).digest("base64url");
  return challenge === code.codeChallenge ? code : undefined;
}

/** `client_secret_basic` or `client_secret_post` (OpenID Connect Core 1.0, 9). */
function isClient(client: IdpClient, { headers, form }: LoginRequest): boolean {
  const basic = /^Basic\s+(\S+)$/i.exec(headers.authorization ?? "")?.[1];
  if (basic === undefined)
    return form.get("client_id") === client.id && isEqual(form.get("client_secret"), client.secret);
  const [id, secret] = Buffer.from(basic, "base64").toString("utf8").split(":").map(formDecoded);
  return id === client.id && isEqual(secret, client.secret);
}

const formDecoded = (text: string): string => new URLSearchParams(`v=${text}`).get("v") ?? "";

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();

const isEqual = (one: string | null | undefined, other: string): boolean =>
  timingSafeEqual(digest(one ?? ""), digest(other));
