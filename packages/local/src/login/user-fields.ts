import { schemaOf } from "../cognito/schema.ts";
import type { Pool } from "../cognito/state.ts";
import type { Field } from "./pages/form.ts";

/** The field for the name by which a person signs in, in the words of what the pool accepts as one. */
export function usernameField(pool: Pool, value?: string): Field {
  const { kind, article } = usernameKind(pool);
  return {
    name: "username",
    label: kind,
    type: "text",
    autocomplete: "username",
    whenEmpty: `Enter your ${article}.`,
    value,
  };
}

function usernameKind({ settings }: Pool): { readonly kind: string; readonly article: string } {
  const { UsernameAttributes = [], AliasAttributes = [] } = settings;
  const email = UsernameAttributes.includes("email");
  const phone = UsernameAttributes.includes("phone_number");
  if (email && phone) return { kind: "E-mail or phone number", article: "e-mail address or phone number" };
  if (email) return { kind: "E-mail", article: "e-mail address" };
  if (phone) return { kind: "Phone number", article: "phone number" };
  if (AliasAttributes.includes("email")) return { kind: "User name or e-mail", article: "user name or e-mail address" };
  return { kind: "User name", article: "user name" };
}

/** The field for a password that the person knows already. */
export const passwordField: Field = {
  name: "password",
  label: "Password",
  type: "password",
  autocomplete: "current-password",
  whenEmpty: "Enter your password.",
};

/** The field for a password that the person chooses now, with the pool's rules in words. */
export function newPasswordField(pool: Pool, label = "New password"): Field {
  return {
    name: "password",
    label,
    type: "password",
    autocomplete: "new-password",
    hint: passwordRules(pool),
    whenEmpty: "Choose a password.",
  };
}

function passwordRules({ settings }: Pool): string {
  const policy = settings.Policies?.PasswordPolicy ?? {};
  const kinds = [
    policy.RequireUppercase === true && "an upper-case letter",
    policy.RequireLowercase === true && "a lower-case letter",
    policy.RequireNumbers === true && "a number",
    policy.RequireSymbols === true && "a symbol",
  ].filter((kind) => kind !== false);
  const list = new Intl.ListFormat("en-GB", { type: "conjunction" }).format(kinds);
  return `At least ${policy.MinimumLength ?? 8} characters${kinds.length > 0 ? `, with ${list}` : ""}.`;
}

/** The field for the six digits of a mail. */
export const codeField: Field = {
  name: "code",
  label: "Code",
  type: "text",
  autocomplete: "one-time-code",
  whenEmpty: "Enter the code from the mail.",
  code: true,
};

interface Words {
  readonly label: string;
  readonly autocomplete: string;
  readonly type?: Field["type"];
  readonly hint?: string;
}

const WORDS: Readonly<Record<string, Words>> = {
  email: { label: "E-mail", autocomplete: "email", type: "email" },
  phone_number: {
    label: "Phone number",
    autocomplete: "tel",
    type: "tel",
    hint: "With country code, for example +4930123456.",
  },
  name: { label: "Full name", autocomplete: "name" },
  given_name: { label: "Given name", autocomplete: "given-name" },
  family_name: { label: "Family name", autocomplete: "family-name" },
  middle_name: { label: "Middle name", autocomplete: "additional-name" },
  nickname: { label: "Nickname", autocomplete: "nickname" },
  preferred_username: { label: "Preferred user name", autocomplete: "off" },
  birthdate: { label: "Date of birth", autocomplete: "bday", hint: "Year, month and day, for example 1990-04-30." },
  website: { label: "Website", autocomplete: "url" },
  picture: { label: "Picture", autocomplete: "photo", hint: "The address of an image." },
  gender: { label: "Gender", autocomplete: "sex" },
  address: { label: "Address", autocomplete: "street-address" },
};

/**
 * Fields for what the pool wants to know of a person beside the user name: required attributes, and the addresses that it sends codes
 * to. `known` are attributes that need no field.
 */
export function attributeFields(pool: Pool, known: Readonly<Record<string, string>> = {}): readonly Field[] {
  const { UsernameAttributes = [], AutoVerifiedAttributes = [] } = pool.settings;
  const required = schemaOf(pool).flatMap(({ Name, Required }) => (Required === true && Name !== "sub" ? Name : []));
  // Without a name of its own, an account is reached at its user name.
  const reached = UsernameAttributes.length > 0 ? [] : AutoVerifiedAttributes;
  const names = [...new Set([...required, ...reached])];
  return names.filter((name) => !UsernameAttributes.includes(name) && known[name] === undefined).map(attributeField);
}

function attributeField(name: string): Field {
  const plain = name.replaceAll("_", " ");
  const words = WORDS[name] ?? { label: plain.charAt(0).toUpperCase() + plain.slice(1), autocomplete: "off" };
  return { name, type: "text", whenEmpty: `Enter your ${words.label.toLowerCase()}.`, ...words };
}

/** What was typed into attribute fields, by attribute name. */
export function attributesOf(form: URLSearchParams, fields: readonly Field[]): Readonly<Record<string, string>> {
  return Object.fromEntries(fields.map(({ name }) => [name, form.get(name)?.trim() ?? ""]));
}
