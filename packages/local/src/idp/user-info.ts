import type { LoginRequest } from "../login/login-request.ts";
import { jsonReply, type Reply } from "../login/reply.ts";
import type { IdpContext } from "./context.ts";
import { claimsOf } from "./idp-user.ts";

/** `GET` or `POST /userinfo`: the claims that the access token's scopes reveal (OpenID Connect Core 1.0, 5.3). */
export function userInfo({ accessTokens, clock, faults }: IdpContext, { headers, method }: LoginRequest): Reply {
  const token = /^Bearer\s+(\S+)$/i.exec(headers.authorization ?? "")?.[1] ?? "";
  const grant = accessTokens.get(token);
  if (grant === undefined || grant.expiresAt <= clock.now()) {
    return jsonReply(401, { error: "invalid_token" }, { "www-authenticate": 'Bearer error="invalid_token"' });
  }
  const claims = claimsOf(grant.user, grant.scopes);
  return jsonReply(200, faults.userInfo ? faults.userInfo(claims, method) : claims);
}
