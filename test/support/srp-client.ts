import { createHash, createHmac, getDiffieHellman, hkdfSync, randomBytes } from "node:crypto";

/**
 * The caller's half of Cognito's USER_SRP_AUTH, written from the description of SRP-6a (RFC 5054) and independent of the stand-in's:
 * the shared secret is (B - k * g^x) ^ (a + u * x).
 */
export function srpClient(poolId: string) {
  const N = BigInt(`0x${getDiffieHellman("modp15").getPrime("hex")}`);
  const g = 2n;
  const k = hashed(hex(N) + hex(g));
  const a = BigInt(`0x${randomBytes(128).toString("hex")}`);
  const A = power(g, a, N);
  const pool = poolId.split("_")[1]!;
  return {
    SRP_A: A.toString(16),
    /** The answer to a PASSWORD_VERIFIER challenge. */
    respond(parameters: Readonly<Record<string, string>>, password: string): Record<string, string> {
      const { USER_ID_FOR_SRP: userId = "", SECRET_BLOCK: block = "", SALT = "", SRP_B = "" } = parameters;
      const B = BigInt(`0x${SRP_B}`);
      const u = hashed(hex(A) + hex(B));
      const identity = createHash("sha256").update(`${pool}${userId}:${password}`).digest("hex");
      const x = hashed(hex(BigInt(`0x${SALT}`)) + identity);
      const base = (((B - k * power(g, x, N)) % N) + N) % N;
      const S = power(base, a + u * x, N);
      const key = Buffer.from(hkdfSync("sha256", raw(S), raw(u), "Caldera Derived Key", 16));
      const timestamp = cognitoTime(new Date());
      const message = Buffer.concat([
        Buffer.from(pool),
        Buffer.from(userId),
        Buffer.from(block, "base64"),
        Buffer.from(timestamp),
      ]);
      return {
        USERNAME: userId,
        PASSWORD_CLAIM_SECRET_BLOCK: block,
        PASSWORD_CLAIM_SIGNATURE: createHmac("sha256", key).update(message).digest("base64"),
        TIMESTAMP: timestamp,
      };
    },
  };
}

function hex(value: bigint): string {
  const digits = value.toString(16).length % 2 === 0 ? value.toString(16) : `0${value.toString(16)}`;
  return Number.parseInt(digits.charAt(0), 16) >= 8 ? `00${digits}` : digits;
}

const raw = (value: bigint): Buffer => Buffer.from(hex(value), "hex");

const hashed = (digits: string): bigint =>
  BigInt(`0x${createHash("sha256").update(Buffer.from(digits, "hex")).digest("hex")}`);

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  for (const bit of exponent.toString(2)) {
    result = (result * result) % modulus;
    if (bit === "1") result = (result * base) % modulus;
  }
  return result;
}

/** `Sat Nov 21 09:05:03 UTC 2026` */
function cognitoTime(date: Date): string {
  const [day, dayOfMonth, month, year, time] = date.toUTCString().replace(",", "").split(" ");
  return `${day} ${month} ${Number(dayOfMonth)} ${time} UTC ${year}`;
}
