import { fieldMeta } from "@latchkey/connectors/schema/field-meta";
import { text } from "@latchkey/connectors/schema/fields";
import * as z from "zod/mini";
import { LABEL_KEY, LABEL_VALUE, MAX_LABELS } from "../labels.ts";

const name = z.pipe(
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

const labels = z
  .record(labelKey, labelValue, { error: ({ code }) => (code === "invalid_key" ? keyMessage : undefined) })
  .check(({ value, issues }) => {
    if (Object.keys(value).length > MAX_LABELS)
      issues.push({ code: "custom", message: `Give at most ${MAX_LABELS} labels.`, input: value });
  })
  .register(fieldMeta, {
    title: "Labels",
    description: "Your own keys and values, for finding the integration again.",
    examples: [{ team: "platform" }],
  });

/**
 * The body of a registration, without its settings: which members those have depends on the connector, which checks them itself,
 * so that this schema stays small.
 */
export const registrationSchema = z.strictObject({
  connector: z.string(),
  name,
  settings: z.record(z.string(), z.unknown()),
  labels: z.optional(labels),
});
