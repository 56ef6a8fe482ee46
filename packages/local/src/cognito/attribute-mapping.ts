import { writableAttributes } from "./clients.ts";
import { notAuthorized } from "./errors.ts";
import { assertConforms } from "./schema.ts";
import type { Client, IdentityProvider, Pool } from "./state.ts";

type Claims = Readonly<Record<string, unknown>>;
type Attributes = Readonly<Record<string, string>>;

/**
 * The user attributes that a provider's claims become by its mapping. A claim that is missing maps to nothing; an address or number
 * whose verification is not mapped is unverified. Lists and objects become JSON. Throws `InvalidParameterException` for a value that the
 * pool's schema refuses, `NotAuthorizedException` for an attribute that the app client may not write.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-specifying-attribute-mapping.html
 */
export function mappedAttributes(pool: Pool, client: Client, provider: IdentityProvider, claims: Claims): Attributes {
  const mapped: Record<string, string> = {};
  for (const [attribute, claim] of Object.entries(provider.attributeMapping)) {
    const value = Object.hasOwn(claims, claim) ? textOf(claims[claim]) : undefined;
    // The user name is the provider's and the subject's, never an attribute.
    if (attribute !== "username" && value !== undefined) mapped[attribute] = value;
  }
  const attributes = { ...unverified(mapped), ...mapped, ...verification(mapped) };
  assertConforms(pool, attributes);
  const writable = writableAttributes(client);
  if (Object.keys(mapped).every((name) => writable.has(name) || VERIFICATION.has(name))) return attributes;
  throw notAuthorized("A client attempted to write unauthorized attribute");
}

/** No client can be allowed to write them, and yet providers may say them. */
const VERIFICATION: ReadonlySet<string> = new Set(["email_verified", "phone_number_verified"]);

function unverified(mapped: Attributes): Attributes {
  const names = ["email", "phone_number"].filter((name) => mapped[name] !== undefined);
  return Object.fromEntries(names.map((name) => [`${name}_verified`, "false"]));
}

/** Only a plain yes is one. */
function verification(mapped: Attributes): Attributes {
  const said = Object.entries(mapped).filter(([name]) => VERIFICATION.has(name));
  return Object.fromEntries(said.map(([name, value]) => [name, String(value === "true")]));
}

function textOf(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  return typeof value === "string" ? value : JSON.stringify(value);
}
