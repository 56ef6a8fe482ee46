import { JwtVerifier } from "aws-jwt-verify";
import { KidNotFoundInJwksError } from "aws-jwt-verify/error";
import { assertIsJwks } from "aws-jwt-verify/jwk";
import type { Json } from "aws-jwt-verify/safe-json-parse";
import type { Clock } from "../kernel/clock.ts";
import { claimText } from "./claim-text.ts";

export interface JwtAuthorizerOptions {
  /** The `iss` of every accepted token. */
  readonly issuer: string;
  /** What `aud`, or in its absence `client_id`, must be: up to 50 values. */
  readonly audience: readonly string[];
  /** The issuer's public keys. A function is asked again when a token names a key that is not among them. */
  readonly jwks: Jwks | (() => Jwks);
}

/** A JSON Web Key Set (RFC 7517). */
export interface Jwks {
  readonly keys: readonly object[];
}

/** What a function learns of the token. */
export interface Authorization {
  readonly claims: Readonly<Record<string, string>>;
  /** The token's scopes, on a route that asks for some. */
  readonly scopes: readonly string[] | null;
}

export type Verdict =
  | { readonly kind: "authorized"; readonly authorization: Authorization }
  /** 401 or 403, with the `WWW-Authenticate` value (RFC 6750, section 3). */
  | { readonly kind: "unauthorized" | "forbidden"; readonly challenge: string; readonly reason: string };

/** Judges an `Authorization` header for a route with these scopes. */
export type JwtAuthorizer = (header: string | undefined, scopes: readonly string[]) => Verdict;

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html */
const MAX_AUDIENCES = 50;
/** So many tokens are remembered, so that a caller's second request costs no signature. */
const REMEMBERED_TOKENS = 1_000;

/**
 * The JWT authorizer of an HTTP API: an RSA signature of the issuer's key, `iss`, `aud` or `client_id`, `exp`, `nbf`, `iat` on the
 * stand-in's clock, and one of the route's scopes. Like API Gateway's it does not look at `token_use`.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
 */
export function jwtAuthorizer(options: JwtAuthorizerOptions, clock: Clock): JwtAuthorizer {
  if (options.audience.length > MAX_AUDIENCES) throw new Error(`An authorizer has at most ${MAX_AUDIENCES} audiences`);
  const verify = tokenVerifier(options);
  const remembered = new Map<string, Token>();
  const recall = (text: string): Token => {
    const known = remembered.get(text);
    if (known) return known;
    const token = verify(text);
    const [oldest] = remembered.keys();
    if (oldest !== undefined && remembered.size >= REMEMBERED_TOKENS) remembered.delete(oldest);
    remembered.set(text, token);
    return token;
  };
  return (header, scopes) => {
    const text = header?.replace(/^bearer +/i, "") ?? "";
    if (text === "") return { kind: "unauthorized", challenge: "Bearer", reason: "no token" };
    try {
      const token = recall(text);
      refuseWrongTime(token, clock.now() / 1000);
      return judgeScopes(token, scopes);
    } catch (error) {
      if (!(error instanceof TokenError)) throw error;
      return challenged("unauthorized", "invalid_token", error.message, "");
    }
  };
}

/** A token with a good signature, of the right issuer and audience. */
interface Token {
  readonly claims: Readonly<Record<string, string>>;
  readonly scopes: readonly string[];
  /** Epoch seconds. */
  readonly expiresAt: number;
  readonly notBefore: number;
}

/** Why a token is refused: the `error_description`. */
class TokenError extends Error {
  override readonly name = "TokenError";
}

function tokenVerifier({ issuer, audience, jwks }: JwtAuthorizerOptions): (text: string) => Token {
  // Audience and time are checked here, because the library knows neither `client_id` nor any other clock than the machine's.
  const verifier = JwtVerifier.create({ issuer, audience: null, graceSeconds: Number.POSITIVE_INFINITY });
  const loadKeys = (): void => {
    // Only what JSON can express, as if it had been fetched.
    const keys: Json = JSON.parse(JSON.stringify(typeof jwks === "function" ? jwks() : jwks));
    assertIsJwks(keys);
    verifier.cacheJwks(keys);
  };
  loadKeys();
  const verified = (text: string): Readonly<Record<string, unknown>> => {
    try {
      return verifier.verifySync(text, { customJwtCheck: refuseOtherThanRsa });
    } catch (error) {
      if (!(error instanceof KidNotFoundInJwksError)) throw error;
      loadKeys();
      return verifier.verifySync(text, { customJwtCheck: refuseOtherThanRsa });
    }
  };
  return (text) => {
    const payload = readable(() => verified(text));
    refuseOtherAudience(payload, audience);
    return tokenOf(payload);
  };
}

function refuseOtherThanRsa({ header }: { readonly header: { readonly alg?: string } }): void {
  if (!header.alg?.startsWith("RS")) throw new TokenError(`signing method ${header.alg} is invalid`);
}

/** The library's refusals say too much for a header; the reason that matters is that the token is not the issuer's. */
function readable<T>(verify: () => T): T {
  try {
    return verify();
  } catch (cause) {
    if (cause instanceof TokenError) throw cause;
    throw new TokenError("the token is not a valid token of the issuer", { cause });
  }
}

function refuseOtherAudience(payload: Readonly<Record<string, unknown>>, audience: readonly string[]): void {
  const { aud = payload["client_id"] } = payload;
  const values = Array.isArray(aud) ? aud : [aud];
  if (!values.some((value) => audience.includes(value)))
    throw new TokenError("the token does not have a valid audience");
}

function tokenOf(payload: Readonly<Record<string, unknown>>): Token {
  const { exp, nbf, iat } = payload;
  if (typeof exp !== "number") throw new TokenError("the token does not have an expiry");
  const times = [nbf, iat].filter((time) => typeof time === "number");
  return {
    claims: Object.fromEntries(Object.entries(payload).map(([name, value]) => [name, claimText(value)])),
    scopes: scopesOf(payload["scope"] ?? payload["scp"]),
    expiresAt: exp,
    notBefore: Math.max(Number.NEGATIVE_INFINITY, ...times),
  };
}

function scopesOf(value: unknown): readonly string[] {
  if (typeof value === "string") return value.split(" ").filter((scope) => scope !== "");
  return Array.isArray(value) ? value.filter((scope) => typeof scope === "string") : [];
}

function refuseWrongTime({ expiresAt, notBefore }: Token, now: number): void {
  if (expiresAt <= now) throw new TokenError("the token has expired");
  if (notBefore > now) throw new TokenError("the token is not valid yet");
}

function judgeScopes(token: Token, required: readonly string[]): Verdict {
  const { claims, scopes } = token;
  if (required.length === 0) return { kind: "authorized", authorization: { claims, scopes: null } };
  if (required.some((scope) => scopes.includes(scope)))
    return { kind: "authorized", authorization: { claims, scopes } };
  return challenged("forbidden", "insufficient_scope", "the token does not have a required scope", required.join(" "));
}

const challenged = (kind: "unauthorized" | "forbidden", error: string, reason: string, scope: string): Verdict => ({
  kind,
  challenge: `Bearer scope="${scope}" error="${error}" error_description="${reason}"`,
  reason,
});
