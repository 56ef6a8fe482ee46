import { randomBytes, randomInt, scrypt, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";
import { AwsError } from "../kernel/aws-error.ts";
import { srpVerifier } from "./srp.ts";
import type { PasswordPolicy, Pool, User } from "./state.ts";

const derive = promisify<string, Buffer, number, { N: number }, Buffer>(scrypt);

const KEY_LENGTH = 32;
/** A stand-in holds no real person's password, and a test signs in hundreds of times. */
const COST = { N: 1024 };

/** What a user record keeps of a password: its scrypt hash, and the SRP verifier for USER_SRP_AUTH. */
export async function passwordRecord(
  pool: Pool,
  username: string,
  password: string,
): Promise<Required<Pick<User, "password" | "srp">>> {
  const salt = randomBytes(16);
  const hash = await derive(password, salt, KEY_LENGTH, COST);
  return {
    password: `scrypt:${salt.toString("base64url")}:${hash.toString("base64url")}`,
    srp: srpVerifier(pool.id, username, password),
  };
}

/** Whether this is the user's password. Users without one (federated ones) have none that matches. */
export async function isPassword(user: User, password: string): Promise<boolean> {
  const [scheme, salt, hash] = user.password?.split(":") ?? [];
  if (scheme !== "scrypt" || salt === undefined || hash === undefined) return false;
  const expected = Buffer.from(hash, "base64url");
  return timingSafeEqual(await derive(password, Buffer.from(salt, "base64url"), KEY_LENGTH, COST), expected);
}

/** https://docs.aws.amazon.com/cognito/latest/developerguide/managing-users-passwords.html */
const SYMBOL = /[\^$*.[\]{}()?"!@#%&/\\,><':;|_~`=+\- ]/;

/** Throws `InvalidPasswordException` with Cognito's text when the pool's policy refuses the password. */
export function assertPassword(pool: Pool, password: string): void {
  const policy: PasswordPolicy = pool.settings.Policies?.PasswordPolicy ?? {};
  if (password.length < (policy.MinimumLength ?? 8)) fail("Password not long enough");
  if (policy.RequireUppercase === true && !/\p{Lu}/u.test(password)) fail("Password must have uppercase characters");
  if (policy.RequireLowercase === true && !/\p{Ll}/u.test(password)) fail("Password must have lowercase characters");
  if (policy.RequireNumbers === true && !/\d/.test(password)) fail("Password must have numeric characters");
  if (policy.RequireSymbols === true && !SYMBOL.test(password)) fail("Password must have symbol characters");
}

function fail(reason: string): never {
  throw new AwsError("InvalidPasswordException", `Password did not conform with policy: ${reason}`);
}

/** A random password that satisfies every policy the service model allows. */
export function temporaryPassword(pool: Pool): string {
  const length = Math.max(pool.settings.Policies?.PasswordPolicy?.MinimumLength ?? 8, 12);
  return Array.from({ length }, (_, index) => oneOf(ALPHABETS[index % ALPHABETS.length] ?? "x")).join("");
}

const ALPHABETS = ["ABCDEFGHJKLMNPQRSTUVWXYZ", "abcdefghijkmnopqrstuvwxyz", "23456789", "!#$%&*+-?@"];

const oneOf = (alphabet: string): string => alphabet.charAt(randomInt(alphabet.length));
