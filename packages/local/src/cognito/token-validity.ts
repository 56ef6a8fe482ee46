import { invalidParameter } from "./errors.ts";
import type { ClientSettings } from "./state.ts";
import { tokenLifetimes } from "./token-lifetimes.ts";

type Validity = Pick<
  ClientSettings,
  "AccessTokenValidity" | "IdTokenValidity" | "RefreshTokenValidity" | "TokenValidityUnits"
>;

const MINUTE = 60;
const DAY = 86_400;

/** A refresh token of 0, or of no given length, lasts 30 days whatever its unit. */
export function completedValidity(requested: Validity): Validity {
  const { TokenValidityUnits: units = {}, RefreshTokenValidity: refresh } = requested;
  if (refresh !== undefined && refresh > 0) return { ...requested, TokenValidityUnits: units };
  const { RefreshToken: _unit, ...others } = units;
  return { ...requested, RefreshTokenValidity: 30, TokenValidityUnits: others };
}

/**
 * Access and ID tokens last 5 minutes to a day, refresh tokens an hour to ten years and at least as long as the others. Throws
 * `InvalidParameterException`. https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html
 */
export function assertValidity(settings: ClientSettings): void {
  const { access, id, refresh } = tokenLifetimes(settings);
  const short = [access, id].every((seconds) => seconds >= 5 * MINUTE && seconds <= DAY);
  if (!short || refresh < 60 * MINUTE || refresh > 3650 * DAY) {
    throw invalidParameter("Invalid range for token validity.");
  }
  if (Math.max(access, id) > refresh) {
    throw invalidParameter(
      "Access and Id Token expiration times must be less than or equal to refresh token expiration times.",
    );
  }
}
