import { createLocalJWKSet, errors, type JWTPayload, jwtVerify } from "jose";
import type { IdentityProvider } from "../../cognito/state.ts";
import type { Clock } from "../../kernel/clock.ts";
import { FederationError } from "./federation-error.ts";
import { providerCall } from "./provider-call.ts";

export type IdTokenClaims = JWTPayload & { readonly sub: string };

/** Signatures by a key of the provider. Cognito takes HMAC as well; this stand-in does not. */
const ALGORITHMS = ["RS256", "RS384", "RS512", "ES256", "ES384", "ES512"];

/**
 * Checks a provider's ID token (OpenID Connect Core 1.0, 3.1.3.7): signed by a published key with a `kid`, by this issuer for this client,
 * not expired, and an answer to our own request, which `nonce` tells. Throws `FederationError`.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-oidc-flow.html
 */
export async function verifyIdToken(
  { name, details }: IdentityProvider,
  clock: Clock,
  { token, jwksUri, nonce }: { readonly token: unknown; readonly jwksUri: string; readonly nonce: string },
): Promise<IdTokenClaims> {
  if (typeof token !== "string") throw new FederationError(`${name} Error - the answer has no id_token`);
  const issuer = details["oidc_issuer"] ?? "";
  const audience = details["client_id"] ?? "";
  const jwks = await providerCall(name, jwksUri);
  try {
    // The constructor checks the shape of what came over the wire.
    const keys = createLocalJWKSet(jwks as unknown as Parameters<typeof createLocalJWKSet>[0]);
    const currentDate = new Date(clock.now());
    const requiredClaims = ["iss", "aud", "exp", "iat", "sub"];
    const options = { issuer, audience, algorithms: ALGORITHMS, currentDate, requiredClaims };
    const { payload, protectedHeader } = await jwtVerify(token, keys, options);
    if (protectedHeader.kid === undefined) throw new FederationError("Bad id_token kid");
    return answerTo(payload, audience, nonce);
  } catch (error) {
    throw problemOf(error);
  }
}

function answerTo(payload: JWTPayload, clientId: string, nonce: string): IdTokenClaims {
  const { sub, azp } = payload;
  if (payload["nonce"] !== nonce) throw new FederationError("Bad id_token nonce");
  if (azp !== undefined && azp !== clientId) throw new FederationError("Bad id_token azp");
  if (typeof sub !== "string" || sub === "") throw new FederationError("Bad id_token sub");
  return { ...payload, sub };
}

function problemOf(error: unknown): unknown {
  if (error instanceof errors.JWTExpired) return new FederationError("Bad id_token exp");
  if (error instanceof errors.JWTClaimValidationFailed) return new FederationError(`Bad id_token ${error.claim}`);
  return error instanceof errors.JOSEError ? new FederationError("Bad id_token signature") : error;
}
