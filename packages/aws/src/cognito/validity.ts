import type { WritableFields } from "./client-fields.ts";

/** How long a kind of token lives: a number whose unit is in another field, which all three share. */
export interface Validity {
  readonly unit: keyof NonNullable<WritableFields["TokenValidityUnits"]>;
  /** Cognito's unit where none is given. */
  readonly defaultUnit: "hours" | "days";
  /** In seconds, where no lifetime is given. */
  readonly defaultSeconds: number;
}

export type ValidityField = "AccessTokenValidity" | "IdTokenValidity" | "RefreshTokenValidity";

const HOUR = 3_600;
const DAY = 86_400;
const SECONDS: Readonly<Record<string, number>> = { seconds: 1, minutes: 60, hours: HOUR, days: DAY };

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UserPoolClientType.html */
export const validities: Readonly<Record<ValidityField, Validity>> = {
  AccessTokenValidity: { unit: "AccessToken", defaultUnit: "hours", defaultSeconds: HOUR },
  IdTokenValidity: { unit: "IdToken", defaultUnit: "hours", defaultSeconds: HOUR },
  RefreshTokenValidity: { unit: "RefreshToken", defaultUnit: "days", defaultSeconds: 30 * DAY },
};

export const isValidity = (field: string): field is ValidityField => Object.hasOwn(validities, field);

/** `60 minutes`; undefined when the client has no lifetime of its own. A refresh token of 0 is one of those. */
export function validityText(client: WritableFields, field: ValidityField): string | undefined {
  const { unit, defaultUnit } = validities[field];
  const value = client[field];
  return value === undefined || value === 0
    ? undefined
    : `${value} ${client.TokenValidityUnits?.[unit] ?? defaultUnit}`;
}

/** In seconds, so that an hour is 60 minutes; the text itself where the unit is one that is not known here. */
export function lifetime(client: WritableFields, field: ValidityField): number | string {
  const text = validityText(client, field);
  if (text === undefined) return validities[field].defaultSeconds;
  const [value = "", unit = ""] = text.split(" ");
  const seconds = SECONDS[unit];
  return seconds === undefined ? text : Number(value) * seconds;
}
