import * as z from "zod/mini";
import { failureSchema } from "./failure.ts";
import { instant, integrationId } from "./text.ts";

const retire = z
  .enum(["acknowledged", "deadline"])
  .check(
    z.describe(
      "When the old secret is deleted: once the rotation is completed (`acknowledged`), or at `retireAt` whatever happens (`deadline`).",
    ),
  );

/** How an integration's secret is rotated by schedule. */
export const policySchema = z
  .object({
    everyDays: z.int().check(z.describe("Days from one rotation to the next.")),
    overlapDays: z.int().check(z.describe("Days for which both secrets are live.")),
    retire,
  })
  .check(z.describe("How an integration's secret is rotated by schedule."));

/** The replacement of one client secret by another. */
export const rotationSchema = z
  .object({
    id: z
      .string()
      .check(z.regex(/^rot_[0-7][0-9A-HJKMNP-TV-Z]{25}$/), z.describe("Time-ordered: ids made later sort later.")),
    integrationId,
    state: z
      .enum(["staging", "overlap", "completed", "aborted", "failed"])
      .check(
        z.describe(
          "`staging`: the new secret is being made and proven. `overlap`: both are live, and `AWSCURRENT` is the new one. `completed`: only the new one is live. `aborted` and `failed`: only the old one is.",
        ),
      ),
    reason: z
      .enum(["requested", "compromised", "scheduled", "secrets-manager"])
      .check(z.describe("Why it began: by request, by the integration's policy, or by Secrets Manager.")),
    startedAt: instant("When it began."),
    retireAt: instant("The planned end of the overlap. A compromised secret is deleted at once."),
    retire,
    endedAt: z.nullable(instant("When it was completed, aborted or given up; null until then.")),
    problem: z.optional(failureSchema).check(z.describe("Why it failed, or what keeps it from going on.")),
  })
  .check(z.describe("The replacement of one client secret by another. Never holds a secret."));

export type RotationRepresentation = z.infer<typeof rotationSchema>;
export type PolicyRepresentation = z.infer<typeof policySchema>;
