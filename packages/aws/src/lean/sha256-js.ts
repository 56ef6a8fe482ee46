import { unreachable } from "./unreachable.ts";

/** Takes the place of SHA-256 in JavaScript, for a Node.js without cryptography: constructing it throws. */
export const Sha256Js = unreachable("SHA-256 in JavaScript");
