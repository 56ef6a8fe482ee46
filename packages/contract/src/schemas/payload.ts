import * as z from "zod/mini";
import { policyMembers } from "./policy-answer.ts";
import { policySchema } from "./rotation.ts";
import { described } from "./text.ts";

/** One thing that the product's administrator uses. */
export const artifactSchema = z
  .object({
    name: described("Path segment of the artifact's own route."),
    method: described("Artifacts of one method are used together; different methods are alternatives."),
    title: described("What a list of artifacts shows."),
    fileName: described("The name under which to save it."),
    mediaType: described("The media type of the body."),
    apply: z
      .enum(["create", "merge", "replace", "run", "enter"])
      .check(
        z.describe("How it is put to use. `enter`: the body is JSON `[{label, value, sensitive}]`, typed into a form."),
      ),
    target: described("Where it goes: a path, a console page, a shell."),
    body: described("The artifact itself."),
    nextSteps: z.array(z.string()).check(z.describe("What to do with it, in order.")),
    overwrites: z.array(z.string()).check(z.describe("What merging or replacing would overwrite.")),
    sensitive: z.boolean().check(z.describe("Whether the body holds the live secret.")),
  })
  .check(z.describe("One thing that the product's administrator uses."));

/** A token to fill in. */
export const placeholderSchema = z
  .object({
    token: described("The text to replace."),
    secretArn: z.nullable(z.string()).check(z.describe("The secret that holds the value, if it exists.")),
    jsonKey: z.nullable(z.string()).check(z.describe("The member of the secret's JSON object.")),
    command: z.nullable(z.string()).check(z.describe("A shell command that prints the value.")),
  })
  .check(z.describe("A token to fill in before an artifact works."));

/** What an application needs, in its own formats. */
export const payloadSchema = z
  .object({
    secret: z
      .enum(["inline", "reference"])
      .check(z.describe("Whether the artifacts hold the live secret or refer to it.")),
    artifacts: z.array(artifactSchema),
    placeholders: z.array(placeholderSchema),
    notes: z.array(z.string()).check(z.describe("What the administrator should know.")),
  })
  .check(z.describe("What an application needs, in its own formats."));

/** The app client that a dry run answers. */
export const clientSchema = z
  .object({
    name: described("The app client's name in Cognito."),
    callbackUrls: z.array(z.string()),
    logoutUrls: z.array(z.string()),
    flows: z.array(z.enum(["code"])),
    scopes: z.array(z.enum(["openid", "email", "profile", "phone"])),
    explicitAuthFlows: z.array(z.enum(["ALLOW_REFRESH_TOKEN_AUTH"])),
    accessTokenMinutes: z.int(),
    idTokenMinutes: z.int(),
    refreshTokenDays: z.int(),
  })
  .check(z.describe("The Cognito app client that a registration would create."));

/** What a dry run answers. */
export const previewSchema = z
  .object({
    connector: described("The connector's id."),
    name: described("The name that the integration would have."),
    settings: z.record(z.string(), z.unknown()).check(z.describe("The settings in normal form, defaults filled in.")),
    labels: z.record(z.string(), z.string()),
    rotation: z.optional(policySchema),
    ...policyMembers,
    client: clientSchema,
    payload: payloadSchema,
  })
  .check(z.describe("What a registration would make; nothing was touched."));

export type PayloadRepresentation = z.infer<typeof payloadSchema>;
export type PreviewRepresentation = z.infer<typeof previewSchema>;
