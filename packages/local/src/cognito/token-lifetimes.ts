import type { ClientSettings } from "./state.ts";

/** In seconds. */
export interface TokenLifetimes {
  readonly access: number;
  readonly id: number;
  readonly refresh: number;
}

const UNIT_SECONDS: Readonly<Record<string, number>> = { seconds: 1, minutes: 60, hours: 3600, days: 86_400 };
const HOUR = 3600;
const THIRTY_DAYS = 30 * 86_400;

/**
 * How long a client's tokens live: an hour, an hour and 30 days unless it says otherwise. Without a unit, access and ID tokens count
 * in hours and refresh tokens in days; a refresh validity of 0 means 30 days.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UserPoolClientType.html
 */
export function tokenLifetimes(settings: ClientSettings): TokenLifetimes {
  const units = settings.TokenValidityUnits ?? {};
  return {
    access: seconds(settings.AccessTokenValidity, units.AccessToken ?? "hours") ?? HOUR,
    id: seconds(settings.IdTokenValidity, units.IdToken ?? "hours") ?? HOUR,
    refresh: seconds(settings.RefreshTokenValidity, units.RefreshToken ?? "days") || THIRTY_DAYS,
  };
}

function seconds(value: number | undefined, unit: string): number | undefined {
  return value === undefined ? undefined : value * (UNIT_SECONDS[unit] ?? 1);
}
