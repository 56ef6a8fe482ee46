import { createHash, createHmac, getDiffieHellman, hkdfSync, randomBytes } from "node:crypto";

/**
 * The server's half of SRP-6a (RFC 5054) as Cognito's USER_SRP_AUTH speaks it: the 3072-bit group of RFC 3526, SHA-256, numbers padded
 * with a zero byte when their first bit is set, and a key of HKDF with the label "Caldera Derived Key".
 */

const N = BigInt(`0x${getDiffieHellman("modp15").getPrime("hex")}`);
const g = 2n;
const k = hashNumber(padded(N) + padded(g));

/** What the server keeps of a password, in hexadecimal. `poolId` is the whole id, of which SRP uses the part after `_`. */
export function srpVerifier(
  poolId: string,
  userId: string,
  password: string,
): { readonly salt: string; readonly verifier: string } {
  const salt = BigInt(`0x${randomBytes(16).toString("hex")}`);
  const identity = createHash("sha256")
    .update(`${poolName(poolId)}${userId}:${password}`)
    .digest("hex");
  const x = hashNumber(padded(salt) + identity);
  return { salt: salt.toString(16), verifier: power(g, x).toString(16) };
}

/** The server's answer to a caller's public value: `b` is private, `srpB` is for the caller. Hexadecimal. */
export function srpChallenge(verifier: string): { readonly b: string; readonly srpB: string } {
  const b = BigInt(`0x${randomBytes(32).toString("hex")}`);
  const srpB = (k * BigInt(`0x${verifier}`) + power(g, b)) % N;
  return { b: b.toString(16), srpB: srpB.toString(16) };
}

/** Whether a caller's public value is usable: zero modulo N would make the key predictable. */
export const isSrpPublicValue = (srpA: string): boolean => /^[0-9a-f]+$/i.test(srpA) && BigInt(`0x${srpA}`) % N !== 0n;

export interface SrpProof {
  readonly poolId: string;
  readonly userId: string;
  readonly verifier: string;
  readonly srpA: string;
  readonly b: string;
  readonly secretBlock: string;
  /** `EEE MMM d HH:mm:ss zzz yyyy`, as the caller sent it. */
  readonly timestamp: string;
}

/** The signature that proves the password, in Base64. */
export function srpSignature(proof: SrpProof): string {
  const A = BigInt(`0x${proof.srpA}`);
  const b = BigInt(`0x${proof.b}`);
  const v = BigInt(`0x${proof.verifier}`);
  const B = (k * v + power(g, b)) % N;
  const u = hashNumber(padded(A) + padded(B));
  const S = power((A * power(v, u)) % N, b);
  const key = hkdfSync("sha256", bytes(S), bytes(u), "Caldera Derived Key", 16);
  return createHmac("sha256", Buffer.from(key))
    .update(poolName(proof.poolId))
    .update(proof.userId)
    .update(Buffer.from(proof.secretBlock, "base64"))
    .update(proof.timestamp)
    .digest("base64");
}

const poolName = (poolId: string): string => poolId.slice(poolId.indexOf("_") + 1);

function padded(value: bigint): string {
  const hex = value.toString(16);
  const even = hex.length % 2 === 0 ? hex : `0${hex}`;
  return /^[89a-f]/.test(even) ? `00${even}` : even;
}

const bytes = (value: bigint): Buffer => Buffer.from(padded(value), "hex");

function hashNumber(hex: string): bigint {
  return BigInt(`0x${createHash("sha256").update(Buffer.from(hex, "hex")).digest("hex")}`);
}

/** Square and multiply modulo N. */
function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  let factor = base % N;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * factor) % N;
    factor = (factor * factor) % N;
  }
  return result;
}
