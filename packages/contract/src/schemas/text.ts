import * as z from "zod/mini";

/** A point in time, RFC 3339 in UTC with milliseconds. */
export const instant = (description: string) =>
  z.string().check(z.meta({ format: "date-time", description, examples: ["2026-11-21T09:30:00.000Z"] }));

/** A text with its description. */
export const described = (description: string) => z.string().check(z.describe(description));

/** An integration's id. */
export const integrationId = z
  .string()
  .check(z.regex(/^int_[0-7][0-9A-HJKMNP-TV-Z]{25}$/), z.describe("Time-ordered: ids made later sort later."));
