import type { IntegrationId } from "./ids.ts";

const CLIENT_NAME_LENGTH = 128;
// Cognito's ClientName pattern is [\w\s+=,.@-]+ ; whether \w takes more than ASCII is undocumented, so only ASCII is sent.
const REFUSED_BY_COGNITO = /[^A-Za-z0-9_ +=,.@-]+/g;

/** What every client of an integration starts with, up to and including the space: the mark by which it is recognised. */
export const clientNamePrefix = (deployment: string, id: IntegrationId): string => `latchkey.${deployment}.${id} `;

// What decomposition does not turn into ASCII, as far as it is common.
const SPELLED_OUT: Readonly<Record<string, string>> = { ß: "ss", æ: "ae", œ: "oe", ø: "o", ł: "l", "&": "+" };

/** `latchkey.<deployment>.<id> <display name in ASCII, cut to fit>`: app clients have no tags and their names are not unique. */
export function clientName(deployment: string, id: IntegrationId, name: string): string {
  const ascii = name
    .normalize("NFKD")
    .replace(/[ßæœøł&]/g, (character) => SPELLED_OUT[character] ?? "")
    .replace(/\p{M}/gu, "")
    .replace(REFUSED_BY_COGNITO, " ")
    .replace(/ +/g, " ")
    .trim();
  // The prefix ends in a space: a name with nothing left still has to end in something that no service trims away.
  return `${clientNamePrefix(deployment, id)}${ascii === "" ? "-" : ascii}`.slice(0, CLIENT_NAME_LENGTH).trimEnd();
}

/** `latchkey/<deployment>/<id>`: the secret's name follows from the id, so that it needs no look-up. */
export const secretName = (deployment: string, id: IntegrationId): string => `latchkey/${deployment}/${id}`;

/** The form under which an owner's names are unique: case, width and surrounding space make no difference. */
export const foldName = (name: string): string => name.normalize("NFKC").trim().toLowerCase();
