import { randomInt } from "node:crypto";

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** A client secret as the service makes them: 52 letters and digits. */
export const randomSecret = (): string =>
  Array.from({ length: 52 }, () => LETTERS.charAt(randomInt(LETTERS.length))).join("");
