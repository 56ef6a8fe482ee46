import { randomUUID } from "node:crypto";
import { exportJWK, generateKeyPair } from "jose";
import type { CognitoContext } from "./context.ts";
import { resourceNotFound } from "./errors.ts";
import { newPoolId } from "./ids.ts";
import { createdPoolSettings } from "./pool-settings.ts";
import type { Domain, Pool, PoolSettings, SigningKey, User } from "./state.ts";

/**
 * Creates a pool from the members of `CreateUserPool`, with AWS's defaults and new signing keys. Throws `InvalidParameterException`
 * or `FeatureUnavailableInTierException`.
 */
export async function createPool(context: CognitoContext, requested: PoolSettings): Promise<Pool> {
  const settings = createdPoolSettings(requested);
  const keys = await (context.options.signingKeys ?? newSigningKeys)();
  const now = context.clock.now();
  const pool: Pool = { id: newPoolId(context.region), createdAt: now, modifiedAt: now, settings, keys };
  context.state.pools.put(pool.id, pool);
  return pool;
}

/** Two RSA key pairs: Cognito signs ID and access tokens with different keys. */
export async function newSigningKeys(): Promise<Pool["keys"]> {
  const [id, access] = await Promise.all([newSigningKey(), newSigningKey()]);
  return { id, access };
}

/** One RSA key pair. */
export async function newSigningKey(): Promise<SigningKey> {
  const { privateKey } = await generateKeyPair("RS256", { extractable: true });
  return { kid: randomUUID(), privateJwk: { ...(await exportJWK(privateKey)) } };
}

/** The pool, or `ResourceNotFoundException`. */
export function requirePool(context: CognitoContext, poolId: string): Pool {
  const pool = context.state.pools.get(poolId);
  if (pool === undefined) throw resourceNotFound(`User pool ${poolId} does not exist.`);
  return pool;
}

/** `arn:aws:cognito-idp:<region>:<account>:userpool/<pool id>`. */
export const poolArn = (context: CognitoContext, poolId: string): string =>
  `arn:aws:cognito-idp:${context.region}:${context.accountId}:userpool/${poolId}`;

/** The pool's domains: at most one prefix and one custom domain. */
export function domainsOf(context: CognitoContext, poolId: string): readonly Domain[] {
  return [...context.state.domains.values()].filter((domain) => domain.poolId === poolId);
}

/** The pool's users, in no particular order. */
export function usersOf(context: CognitoContext, poolId: string): readonly User[] {
  return [...context.state.users.values()].filter((user) => user.poolId === poolId);
}

/** Whether names and e-mail addresses of the pool differ by case. */
export const isCaseSensitive = (pool: Pool): boolean => pool.settings.UsernameConfiguration?.CaseSensitive === true;
