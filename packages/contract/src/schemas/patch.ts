import { fieldMeta } from "@latchkey/connectors/schema/field-meta";
import { deferred } from "@latchkey/connectors/schema/fields";
import * as z from "zod/mini";
import { editableMembers, labelPatchSchema, nameSchema } from "./editable.ts";
import { accessPolicyPatchSchema, signUpPolicyPatchSchema } from "./policies.ts";
import { rotationPolicyPatchSchema } from "./rotation-policy.ts";

/** The body of a patch (RFC 7396), as far as it can be judged before it has been applied: null takes a member away. */
export const patchSchema = deferred(() =>
  z.strictObject({
    name: z.optional(nameSchema),
    settings: z.optional(
      z.record(z.string(), z.unknown()).register(fieldMeta, {
        title: "Settings",
        description:
          "Settings to change; null brings one back to its default. The outcome has to be what the connector asks for.",
        examples: [{ baseUrl: "https://git.example.com" }],
      }),
    ),
    labels: z.optional(
      z.nullable(labelPatchSchema).register(fieldMeta, {
        title: "Labels",
        description: "Labels to set; null takes one away, or all of them.",
        examples: [{ team: "platform", stage: null }],
      }),
    ),
    rotation: z.optional(
      z.nullable(rotationPolicyPatchSchema).register(fieldMeta, {
        title: "Rotation policy",
        description: "What to change of the policy; null ends rotation by schedule.",
        examples: [{ everyDays: 90 }],
      }),
    ),
    signUp: z.optional(
      z.nullable(signUpPolicyPatchSchema).register(fieldMeta, {
        title: "Sign-up policy",
        description:
          "What to change of the policy; null brings a member back to its default. Without a policy, nobody signs up.",
        examples: [{ mode: "open", allowedDomains: null }],
      }),
    ),
    access: z.optional(
      z.nullable(accessPolicyPatchSchema).register(fieldMeta, {
        title: "Access policy",
        description: "The groups that may sign in from now on; null admits every user of the pool.",
        examples: [{ groups: ["editors", "owners"] }],
      }),
    ),
  }),
);

/** What a patch has to lead to. */
export const patchedSchema = deferred(() => z.strictObject(editableMembers));
