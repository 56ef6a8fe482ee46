import type { AwsError } from "../kernel/aws-error.ts";
import { invalidParameter } from "./errors.ts";
import type { Pool } from "./state.ts";

/** A user attribute as `DescribeUserPool` lists it in `SchemaAttributes`. */
export interface SchemaAttribute {
  readonly Name: string;
  readonly AttributeDataType?: string;
  readonly DeveloperOnlyAttribute?: boolean;
  readonly Mutable?: boolean;
  readonly Required?: boolean;
  readonly StringAttributeConstraints?: { readonly MinLength?: string; readonly MaxLength?: string };
  readonly NumberAttributeConstraints?: { readonly MinValue?: string; readonly MaxValue?: string };
}

const text = (Name: string, MinLength = "0", MaxLength = "2048"): SchemaAttribute => ({
  Name,
  AttributeDataType: "String",
  DeveloperOnlyAttribute: false,
  Mutable: true,
  Required: false,
  StringAttributeConstraints: { MinLength, MaxLength },
});

const plain = (Name: string, AttributeDataType: string): SchemaAttribute => ({
  Name,
  AttributeDataType,
  DeveloperOnlyAttribute: false,
  Mutable: true,
  Required: false,
});

/** The attributes of every pool (https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html). */
const STANDARD: readonly SchemaAttribute[] = [
  { ...text("sub", "1"), Mutable: false, Required: true },
  ...["name", "given_name", "family_name", "middle_name", "nickname", "preferred_username", "profile"].map((name) =>
    text(name),
  ),
  ...["picture", "website", "email"].map((name) => text(name)),
  plain("email_verified", "Boolean"),
  text("gender"),
  text("birthdate", "10", "10"),
  ...["zoneinfo", "locale", "phone_number"].map((name) => text(name)),
  plain("phone_number_verified", "Boolean"),
  text("address"),
  { ...plain("updated_at", "Number"), NumberAttributeConstraints: { MinValue: "0" } },
];

const STANDARD_NAMES = new Set(STANDARD.map(({ Name }) => Name));

/** Names of the attributes that every pool has. */
export const standardAttributeNames: ReadonlySet<string> = STANDARD_NAMES;

/**
 * The whole schema of a pool from the `Schema` of `CreateUserPool`: standard attributes, changed where it says so, then custom ones
 * under their full name (`custom:department`). Throws `InvalidParameterException`.
 */
export function poolSchema(declared: readonly SchemaAttribute[] = []): readonly SchemaAttribute[] {
  const names = declared.map(({ Name }) => Name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw invalidParameter(`Schema declares the attribute ${twice} more than once`);
  const standard = STANDARD.map((attribute) => withDeclaration(attribute, declared));
  return [...standard, ...declared.filter(({ Name }) => !STANDARD_NAMES.has(Name)).map(customAttribute)];
}

function withDeclaration(standard: SchemaAttribute, declared: readonly SchemaAttribute[]): SchemaAttribute {
  const change = declared.find(({ Name }) => Name === standard.Name);
  if (change === undefined) return standard;
  if (change.AttributeDataType !== undefined && change.AttributeDataType !== standard.AttributeDataType) {
    throw invalidParameter(
      `You can not change AttributeDataType or set developerOnlyAttribute for standard schema attribute ${standard.Name}`,
    );
  }
  return { ...standard, ...change };
}

function customAttribute(declared: SchemaAttribute): SchemaAttribute {
  if (declared.Required === true) throw invalidParameter("Required custom attributes are not supported currently.");
  const prefix = declared.DeveloperOnlyAttribute === true ? "dev:custom:" : "custom:";
  const defaults = { AttributeDataType: "String", DeveloperOnlyAttribute: false, Mutable: true, Required: false };
  const constraints =
    (declared.AttributeDataType ?? "String") === "String" && declared.StringAttributeConstraints === undefined
      ? { StringAttributeConstraints: {} }
      : {};
  return { ...defaults, ...constraints, ...declared, Name: prefix + declared.Name };
}

/** The schema attributes of a pool, standard ones first. */
export function schemaOf(pool: Pool): readonly SchemaAttribute[] {
  // Written by `poolSchema` when the pool was created, and by nothing else.
  return pool.settings["SchemaAttributes"] as readonly SchemaAttribute[];
}

/**
 * Checks attributes that are to be written against the pool's schema. Throws `InvalidParameterException` with Cognito's texts.
 * Empty values are not judged: they delete the attribute.
 */
export function assertConforms(pool: Pool, attributes: Readonly<Record<string, string>>): void {
  const schema = new Map(schemaOf(pool).map((attribute) => [attribute.Name, attribute]));
  for (const [name, value] of Object.entries(attributes)) {
    const attribute = schema.get(name);
    if (name === "sub") throw invalidParameter("Cannot modify the non-mutable attribute sub");
    if (attribute === undefined) throw nonConforming(`${name}: Attribute does not exist in the schema.\n`);
    if (value !== "") assertValue(attribute, value);
  }
}

/** Throws when a required attribute of the pool has no value. */
export function assertRequired(pool: Pool, attributes: Readonly<Record<string, string>>): void {
  const missing = schemaOf(pool).filter(
    ({ Name, Required }) => Required === true && Name !== "sub" && !attributes[Name],
  );
  if (missing.length === 0) return;
  throw nonConforming(missing.map(({ Name }) => `${Name}: The attribute is required\n`).join(""));
}

/** Throws when one of the attributes exists already and can be written only once. */
export function assertMutable(
  pool: Pool,
  current: Readonly<Record<string, string>>,
  changes: Readonly<Record<string, string>>,
): void {
  for (const { Name, Mutable } of schemaOf(pool)) {
    if (Mutable === false && changes[Name] !== undefined && current[Name] !== undefined) {
      throw invalidParameter(`user.${Name}: Attribute cannot be updated.\n`);
    }
  }
}

const EMAIL = /^[^\s@]+@[^\s@]+$/u;
const PHONE = /^\+\d{1,15}$/;

/** Whether a value can be an e-mail address. */
export const isEmail = (value: string): boolean => EMAIL.test(value);

/** Whether a value can be a telephone number in E.164 form. */
export const isPhoneNumber = (value: string): boolean => PHONE.test(value);

function assertValue(attribute: SchemaAttribute, value: string): void {
  if (attribute.Name === "email" && !isEmail(value)) throw invalidParameter("Invalid email address format.");
  if (attribute.Name === "phone_number" && !isPhoneNumber(value))
    throw invalidParameter("Invalid phone number format.");
  const { AttributeDataType: type } = attribute;
  if (type === "Boolean" && !/^(?:true|false)$/i.test(value))
    throw nonConforming(`${attribute.Name}: must be a boolean\n`);
  if (type === "Number") assertNumber(attribute, value);
  if (type === "String") assertLength(attribute, value);
}

function assertNumber({ Name, NumberAttributeConstraints: limits }: SchemaAttribute, value: string): void {
  const number = Number(value);
  const below = limits?.MinValue !== undefined && number < Number(limits.MinValue);
  const above = limits?.MaxValue !== undefined && number > Number(limits.MaxValue);
  if (!Number.isFinite(number) || below || above) throw nonConforming(`${Name}: ${value} is not an allowed number\n`);
}

function assertLength({ Name, StringAttributeConstraints: limits }: SchemaAttribute, value: string): void {
  const short = limits?.MinLength !== undefined && value.length < Number(limits.MinLength);
  const long = limits?.MaxLength !== undefined && value.length > Number(limits.MaxLength);
  if (short || long) {
    const bounds = `${limits?.MinLength ?? 0} to ${limits?.MaxLength ?? 2048}`;
    throw nonConforming(`${Name}: String length must be ${bounds}\n`);
  }
}

const nonConforming = (detail: string): AwsError =>
  invalidParameter(`Attributes did not conform to the schema: ${detail}`);
