import { fieldMeta } from "@latchkey/connectors/schema/field-meta";
import { text } from "@latchkey/connectors/schema/fields";
import * as z from "zod/mini";
import { LABEL_KEY, LABEL_VALUE, MAX_LABELS } from "../labels.ts";
import { accessPolicySchema, signUpPolicySchema } from "./policies.ts";
import { rotationPolicySchema } from "./rotation-policy.ts";

/** What people call an integration. */
export const nameSchema = z.pipe(
  text({
    title: "Name",
    description: "What people call this integration; unique per owner, ignoring case. Blanks around it are dropped.",
    examples: ["GitLab of the platform team"],
    maxLength: 100,
  }),
  z.transform((given: string) => given.trim()),
);

const labelValue = z
  .string()
  .check(z.regex(LABEL_VALUE, "Give at most 256 characters of one line, without control characters."));

const labelKey = z.string().check(z.regex(LABEL_KEY));

const keyMessage =
  "Start a label's key with a lower-case letter or digit and go on with those or . _ / - : 63 characters at most.";

/** Labels with values of some kind. */
const labelsOf = <Value extends z.ZodMiniType>(value: Value) =>
  z.record(labelKey, value, { error: ({ code }) => (code === "invalid_key" ? keyMessage : undefined) });

const labels = labelsOf(labelValue)
  .check(({ value, issues }) => {
    if (Object.keys(value).length > MAX_LABELS)
      issues.push({ code: "custom", message: `Give at most ${MAX_LABELS} labels.`, input: value });
  })
  .register(fieldMeta, {
    title: "Labels",
    description: "Your own keys and values, for finding the integration again.",
    examples: [{ team: "platform" }],
  });

/** Labels in a patch: null takes one away. How many there may be is judged when it has been applied. */
export const labelPatchSchema = labelsOf(z.nullable(labelValue));

/**
 * What an owner says of an integration, at its registration and later. Which members `settings` have depends on the connector, which
 * checks them itself, so that this schema stays small.
 */
export const editableMembers = {
  name: nameSchema,
  settings: z.record(z.string(), z.unknown()),
  labels: z.optional(labels),
  rotation: z.optional(rotationPolicySchema),
  signUp: z.optional(signUpPolicySchema),
  access: z.optional(accessPolicySchema),
};
