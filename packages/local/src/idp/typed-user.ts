import type { IdpUser } from "./idp-user.ts";

export type TypedUser =
  | { readonly kind: "user"; readonly user: IdpUser }
  | { readonly kind: "problems"; readonly fields: Readonly<Record<string, string>> };

/** `sub` has at most 255 ASCII characters (OpenID Connect Core 1.0, 2). */
const SUBJECT = /^[\x21-\x7e]{1,255}$/;

/** Reads the person who was typed into the form of the provider's page. */
export function typedUser(form: URLSearchParams): TypedUser {
  const text = (name: string): string => form.get(name)?.trim() ?? "";
  const claims = claimsIn(text("claims"));
  const fields = {
    ...(!SUBJECT.test(text("sub")) && { sub: "Enter 1 to 255 visible ASCII characters." }),
    ...(!/^(?:true|false|)$/.test(text("email_verified")) && { email_verified: "Enter true or false." }),
    ...(claims === undefined && { claims: "Enter a JSON object, or nothing." }),
  };
  if (claims === undefined || Object.keys(fields).length > 0) return { kind: "problems", fields };
  const user = {
    subject: text("sub"),
    ...(text("email") !== "" && { email: text("email") }),
    emailVerified: text("email_verified") === "true",
    ...(text("name") !== "" && { name: text("name") }),
    claims,
  };
  return { kind: "user", user };
}

function claimsIn(text: string): Readonly<Record<string, unknown>> | undefined {
  if (text === "") return {};
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
