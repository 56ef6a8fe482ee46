import type { Pool } from "@latchkey/local/cognito/state";
import { exportJWK, generateKeyPair } from "jose";

let keys: Promise<Pool["keys"]> | undefined;

/** One pair of RSA keys per test process: generating them is most of what starting a stack costs. */
export function sharedSigningKeys(): Promise<Pool["keys"]> {
  keys ??= Promise.all([signingKey("id"), signingKey("access")]).then(([id, access]) => ({ id, access }));
  return keys;
}

async function signingKey(kid: string): Promise<Pool["keys"]["id"]> {
  const { privateKey } = await generateKeyPair("RS256", { extractable: true });
  return { kid, privateJwk: { ...(await exportJWK(privateKey)), kid } };
}
