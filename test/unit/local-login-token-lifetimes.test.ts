import { tokenLifetimes } from "@latchkey/local/cognito/token-lifetimes";
import { describe, expect, it } from "vitest";

const HOUR = 3600;
const DAY = 86_400;

describe("token lifetimes", () => {
  it.each([
    ["nothing", {}, { access: HOUR, id: HOUR, refresh: 30 * DAY }],
    [
      "numbers without units",
      { AccessTokenValidity: 2, IdTokenValidity: 3, RefreshTokenValidity: 5 },
      { access: 2 * HOUR, id: 3 * HOUR, refresh: 5 * DAY },
    ],
    [
      "units",
      {
        AccessTokenValidity: 300,
        IdTokenValidity: 10,
        RefreshTokenValidity: 6,
        TokenValidityUnits: { AccessToken: "seconds", IdToken: "minutes", RefreshToken: "hours" },
      },
      { access: 300, id: 600, refresh: 6 * HOUR },
    ],
    [
      "units without numbers",
      { TokenValidityUnits: { AccessToken: "minutes", IdToken: "days", RefreshToken: "seconds" } },
      { access: HOUR, id: HOUR, refresh: 30 * DAY },
    ],
    ["a refresh validity of 0", { RefreshTokenValidity: 0 }, { access: HOUR, id: HOUR, refresh: 30 * DAY }],
  ])("from %s", (_what, settings, lifetimes) => {
    expect(tokenLifetimes({ ClientName: "app", ...settings })).toEqual(lifetimes);
  });
});
