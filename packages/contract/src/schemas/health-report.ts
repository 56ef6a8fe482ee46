import { healthChecks } from "@latchkey/core/health";
import * as z from "zod/mini";
import { described, instant } from "./text.ts";

const status = z.enum(["pass", "fail", "unknown"]);

/** One thing that was looked at. */
export const healthCheckSchema = z
  .object({
    name: z.enum(healthChecks).check(z.describe("What was looked at. There may be more of them later.")),
    status: status.check(z.describe("`unknown`: what would have told could not be reached.")),
    detail: described("What was found."),
    fix: z.optional(described("What to do about it.")),
  })
  .check(z.describe("One thing that was looked at."));

/** A field of the app client that is not as this service would have it. */
export const fieldReportSchema = z
  .object({
    owner: z
      .enum(["latchkey", "foreign"])
      .check(
        z.describe(
          "`latchkey`: recorded here, and changed by somebody else. `foreign`: not of this service's making and not Cognito's default; it is left alone.",
        ),
      ),
    field: described("Cognito's own name of the field."),
    recorded: z.optional(z.unknown()).check(z.describe("The value that is recorded here.")),
    live: z.optional(z.unknown()).check(z.describe("The value in Cognito; null when the app client has none.")),
  })
  .check(z.describe("A field of the app client that is not as this service would have it."));

/** An integration as AWS shows it. */
export const healthReportSchema = z
  .object({
    status: status.check(z.describe("The worst of the checks: `fail` before `unknown` before `pass`.")),
    checkedAt: instant("When AWS was asked. A report is made at most once a minute."),
    checks: z.array(healthCheckSchema),
    fields: z.array(fieldReportSchema).check(z.describe("Fields of the app client, by whose they are.")),
  })
  .check(z.describe("Whether an integration works, as AWS shows it."));

export type HealthReportRepresentation = z.infer<typeof healthReportSchema>;
