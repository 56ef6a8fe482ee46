import { randomBytes, randomInt } from "node:crypto";

const LOWER = "abcdefghijklmnopqrstuvwxyz0123456789";
const ALPHANUMERIC = `ABCDEFGHIJKLMNOPQRSTUVWXYZ${LOWER}`;

/** `<region>_<9 letters and digits>`. */
export const newPoolId = (region: string): string => `${region}_${text(ALPHANUMERIC, 9)}`;

/** 26 lower-case letters and digits. */
export const newClientId = (): string => text(LOWER, 26);

/** What Cognito generates: 52 lower-case letters and digits. */
export const newClientSecret = (): string => text(LOWER, 52);

/** Six digits, as in Cognito's mails. */
export const newCode = (): string => String(randomInt(1_000_000)).padStart(6, "0");

/** An unguessable URL-safe value for sessions and tokens. */
export const newOpaqueToken = (bytes = 48): string => randomBytes(bytes).toString("base64url");

function text(alphabet: string, length: number): string {
  return Array.from({ length }, () => alphabet.charAt(randomInt(alphabet.length))).join("");
}
