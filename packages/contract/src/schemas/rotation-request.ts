import { choice, deferred } from "@latchkey/connectors/schema/fields";
import * as z from "zod/mini";
import { overlapDaysSchema, retireSchema } from "./rotation-policy.ts";

/** The body of a rotation's start; all of it may be left out. */
export const rotationRequestSchema = deferred(() =>
  z.strictObject({
    reason: z.optional(
      choice({
        title: "Reason",
        description: "Why the secret is replaced; `requested` when absent.",
        choices: [
          { value: "requested", title: "Replace it in good order: both secrets are live for a while" },
          { value: "compromised", title: "Somebody else may know it: only a new secret stays live, from now on" },
        ],
      }),
    ),
    overlapDays: z.optional(overlapDaysSchema()),
    retire: z.optional(retireSchema()),
  }),
);
