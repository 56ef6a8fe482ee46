import { invalidParameter } from "./errors.ts";
import { epochSeconds } from "./operation.ts";
import type { User, UserIdentity } from "./state.ts";

/** `AttributeType` of the API. */
export interface Attribute {
  readonly Name: string;
  readonly Value?: string;
}

/** A list of attributes as a record; a missing value is an empty one. Throws `InvalidParameterException` for a name given twice. */
export function attributeRecord(list: readonly Attribute[] = []): Readonly<Record<string, string>> {
  const record: Record<string, string> = {};
  for (const { Name, Value = "" } of list) {
    if (Object.hasOwn(record, Name)) throw invalidParameter(`Attribute ${Name} is given more than once.`);
    record[Name] = Value;
  }
  return record;
}

/** As `attributeRecord`, but absent when there is no list. */
export const optionalRecord = (list: readonly Attribute[] | undefined): Readonly<Record<string, string>> | undefined =>
  list === undefined || list.length === 0 ? undefined : attributeRecord(list);

/** The attributes of a user as the API lists them, `identities` among them when there are linked ones. */
export function attributeList(user: User): readonly Attribute[] {
  const attributes = Object.entries(user.attributes).map(([Name, Value]) => ({ Name, Value }));
  return [...attributes, ...Object.entries(identitiesAttribute(user)).map(([Name, Value]) => ({ Name, Value }))];
}

/** The attribute `identities` of a user who has any, as API and trigger events show it: JSON in a string. */
export const identitiesAttribute = ({ identities }: User): Readonly<Record<string, string>> =>
  identities.length === 0 ? {} : { identities: JSON.stringify(identities.map(described)) };

const described = ({ providerName, providerType, userId, primary, createdAt }: UserIdentity) => ({
  userId,
  providerName,
  providerType,
  issuer: null,
  primary,
  dateCreated: createdAt,
});

/** `UserType` of the API, with all attributes or those that were asked for. */
export function describedUser(user: User, wanted?: readonly string[]) {
  const attributes = attributeList(user);
  return {
    Username: user.username,
    Attributes: wanted === undefined ? attributes : attributes.filter(({ Name }) => wanted.includes(Name)),
    ...describedState(user),
  };
}

/** What `UserType` and the answer of AdminGetUser have in common. */
export const describedState = (user: User) => ({
  UserCreateDate: epochSeconds(user.createdAt),
  UserLastModifiedDate: epochSeconds(user.modifiedAt),
  Enabled: user.enabled,
  UserStatus: user.status,
});
