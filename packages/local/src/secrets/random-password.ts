import { randomInt } from "node:crypto";
import { AwsError } from "../kernel/aws-error.ts";
import type { Operation } from "./context.ts";

interface GetRandomPasswordRequest {
  readonly PasswordLength?: number;
  readonly ExcludeCharacters?: string;
  readonly ExcludeNumbers?: boolean;
  readonly ExcludePunctuation?: boolean;
  readonly ExcludeUppercase?: boolean;
  readonly ExcludeLowercase?: boolean;
  readonly IncludeSpace?: boolean;
  readonly RequireEachIncludedType?: boolean;
}

const DEFAULT_LENGTH = 32;
const LOWERCASE = "abcdefghijklmnopqrstuvwxyz";
const UPPERCASE = LOWERCASE.toUpperCase();
const NUMBERS = "0123456789";
const PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetRandomPassword.html */
export const getRandomPassword: Operation<GetRandomPasswordRequest> = (_context, input) => {
  const types = includedTypes(input);
  const alphabet = types.join("");
  if (alphabet === "") throw invalid("The password can't be generated because every character is excluded.");
  const length = input.PasswordLength ?? DEFAULT_LENGTH;
  const required = (input.RequireEachIncludedType ?? true) ? types : [];
  if (length < required.length) {
    throw invalid(`PasswordLength ${length} is too short to include each of ${required.length} required types.`);
  }
  const characters = required.map(pick);
  while (characters.length < length) characters.push(pick(alphabet));
  return { RandomPassword: shuffled(characters).join("") };
};

/** The character sets the password draws from, without excluded characters and empty sets. */
function includedTypes(input: GetRandomPasswordRequest): readonly string[] {
  const excluded = new Set(input.ExcludeCharacters);
  return [
    input.ExcludeLowercase ? "" : LOWERCASE,
    input.ExcludeUppercase ? "" : UPPERCASE,
    input.ExcludeNumbers ? "" : NUMBERS,
    input.ExcludePunctuation ? "" : PUNCTUATION,
    input.IncludeSpace ? " " : "",
  ]
    .map((set) =>
      Array.from(set)
        .filter((character) => !excluded.has(character))
        .join(""),
    )
    .filter((set) => set !== "");
}

const pick = (set: string): string => set.charAt(randomInt(set.length));

function shuffled(characters: readonly string[]): readonly string[] {
  const rest = [...characters];
  return characters.flatMap(() => rest.splice(randomInt(rest.length), 1));
}

const invalid = (message: string): AwsError => new AwsError("InvalidParameterException", message);
