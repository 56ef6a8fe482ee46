import { AwsError } from "../kernel/aws-error.ts";
import type { SecretsContext } from "./context.ts";
import type { StoredSecret } from "./state.ts";

export interface Filter {
  readonly Key?: string;
  readonly Values?: readonly string[];
}

/**
 * A predicate for `Filters`: every filter must hold, and one of a filter's values is enough; `!` in front of a value negates it.
 * Throws `InvalidParameterException` for an incomplete filter.
 * https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_Filter.html
 */
export function matcher(context: SecretsContext, filters: readonly Filter[]): (secret: StoredSecret) => boolean {
  const tests = filters.map(({ Key, Values }) => {
    if (Key === undefined || Values === undefined) {
      throw new AwsError("InvalidParameterException", "Filters: every filter needs a Key and Values.");
    }
    return (secret: StoredSecret) => Values.some((value) => holds(context, secret, Key, value));
  });
  return (secret) => tests.every((test) => test(secret));
}

function holds(context: SecretsContext, secret: StoredSecret, key: string, value: string): boolean {
  if (value.startsWith("!")) return !holds(context, secret, key, value.slice(1));
  if (key === "all") return matchesAll(context, secret, value);
  const ignoreCase = key === "description";
  return attributesOf(context, secret, key).some((attribute) =>
    ignoreCase ? attribute.toLowerCase().startsWith(value.toLowerCase()) : attribute.startsWith(value),
  );
}

const KEYS = ["name", "description", "tag-key", "tag-value", "primary-region", "owning-service"];

function matchesAll(context: SecretsContext, secret: StoredSecret, value: string): boolean {
  const everything = KEYS.flatMap((key) => attributesOf(context, secret, key))
    .join("\n")
    .toLowerCase();
  return wordsOf(value).every((word) => everything.includes(word));
}

const wordsOf = (text: string): readonly string[] =>
  text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);

function attributesOf(context: SecretsContext, secret: StoredSecret, key: string): readonly string[] {
  switch (key) {
    case "name":
      return [secret.name];
    case "description":
      return secret.description === undefined ? [] : [secret.description];
    case "tag-key":
      return secret.tags.map((tag) => tag.Key);
    case "tag-value":
      return secret.tags.map((tag) => tag.Value);
    case "primary-region":
      return [context.region];
    default:
      // No secret here is owned by another AWS service.
      return [];
  }
}
