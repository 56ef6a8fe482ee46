import { fieldMeta } from "@latchkey/connectors/schema/field-meta";
import { choice, deferred, withDefault } from "@latchkey/connectors/schema/fields";
import { DEFAULT_OVERLAP } from "@latchkey/core/rotation";
import * as z from "zod/mini";

const days = (min: number, max: number, words: { readonly title: string; readonly description: string }) =>
  z.int().check(z.gte(min), z.lte(max)).register(fieldMeta, words);

const everyDays = () =>
  days(2, 365, {
    title: "Period in days",
    description: "A rotation begins so many days after the one before, or after the registration.",
  });

/** How long both secrets are live. */
export const overlapDaysSchema = () =>
  days(1, 90, {
    title: "Overlap in days",
    description: "How long the old secret stays good beside the new one. In a policy it is shorter than the period.",
  });

/** When the old secret goes. */
export const retireSchema = () =>
  choice({
    title: "Retirement",
    description: "When the old secret is deleted.",
    choices: [
      { value: "acknowledged", title: "Once somebody completes the rotation, however long that takes" },
      { value: "deadline", title: "At the end of the overlap, whether or not anybody has completed the rotation" },
    ],
  });

/** How an integration's secret is rotated by schedule. That the overlap is shorter than the period is checked beside the schema. */
export const rotationPolicySchema = deferred(() =>
  z.strictObject({
    everyDays: everyDays(),
    overlapDays: withDefault(overlapDaysSchema(), DEFAULT_OVERLAP.overlapDays),
    retire: withDefault(retireSchema(), DEFAULT_OVERLAP.retire),
  }),
);

/** The same in a patch: null brings a member back to its default. */
export const rotationPolicyPatchSchema = deferred(() =>
  z.strictObject({
    everyDays: z.optional(everyDays()),
    overlapDays: z.optional(z.nullable(overlapDaysSchema())),
    retire: z.optional(z.nullable(retireSchema())),
  }),
);
