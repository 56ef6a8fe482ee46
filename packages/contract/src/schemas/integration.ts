import * as z from "zod/mini";
import { visibleStates } from "../query-parameters.ts";
import { failureSchema } from "./failure.ts";
import { payloadSchema } from "./payload.ts";
import { policyMembers } from "./policy-answer.ts";
import { policySchema, rotationSchema } from "./rotation.ts";
import { described, instant, integrationId } from "./text.ts";

/** What is being done to an integration. */
export const operationSchema = z
  .object({
    id: described("The operation's id."),
    kind: z.enum(["register", "update", "rotate", "remove"]),
    step: z.enum(["provision", "undo", "apply", "clear", "stage", "retire", "abort", "delete"]),
    startedAt: instant("When the operation began."),
  })
  .check(z.describe("A change of an integration that is under way; it goes on by itself."));

const settings = z
  .record(z.string(), z.unknown())
  .check(z.describe("The connector's settings in normal form, defaults filled in."));

const labels = z.record(z.string(), z.string()).check(z.describe("The owner's own keys and values."));

/** One registered application. Never holds a secret. */
export const integrationSchema = z
  .object({
    id: integrationId,
    connector: described("The connector's id."),
    name: described("What people call the integration; unique per owner."),
    owner: z
      .string()
      .check(
        z.regex(/^(client|user):.+$/),
        z.describe("Who registered it: `client:<client id>` or `user:<subject>` of the token."),
      ),
    state: z
      .enum(visibleStates)
      .check(
        z.describe(
          "`active` means that AWS confirmed app client and secret. `updating`: a change is under way, and what is shown is still the old. `failed` stays visible for 24 hours.",
        ),
      ),
    settings,
    labels,
    userPoolId: described("The Cognito user pool that holds the app client."),
    issuer: described("The user pool's issuer, exactly as in its tokens."),
    clientId: z.nullable(z.string()).check(z.describe("The Cognito app client; null until there is one.")),
    secretArn: z
      .nullable(z.string())
      .check(z.describe("Where the client secret is in Secrets Manager; null until it is there.")),
    version: z.int().check(z.positive(), z.describe("Counts every change; the entity tag begins with it.")),
    verifiedAt: z.nullable(
      instant("When the token endpoint last accepted the secret; null until it has, and again after each change."),
    ),
    createdAt: instant("When it was registered."),
    updatedAt: instant("When it last changed."),
    rotation: z.optional(policySchema),
    ...policyMembers,
    currentRotation: z
      .optional(rotationSchema)
      .check(z.describe("The rotation under way, or else the last one; absent until there is one.")),
    operation: z.optional(operationSchema),
    problem: z
      .optional(failureSchema)
      .check(z.describe("Why it is `failed`, or why a change that had been accepted was taken back.")),
  })
  .check(z.describe("One registered application. Never holds a secret."));

/** A registration's answer. */
export const registeredSchema = z
  .extend(integrationSchema, { payload: payloadSchema })
  .check(z.describe("An active integration with what its application needs."));

/** An update's answer. */
export const updatedSchema = z
  .extend(integrationSchema, {
    changedArtifacts: z
      .array(z.string())
      .check(
        z.describe(
          "Names of the artifacts whose text is another now, so that the application has to get them again; with 202, of those whose text will be.",
        ),
      ),
  })
  .check(z.describe("An integration after a change, and what the change means for its application."));

/** A page of integrations. */
export const integrationListSchema = z
  .object({
    items: z
      .array(integrationSchema)
      .check(z.describe("Newest first. A page may be short: only `nextCursor` ends a list.")),
    nextCursor: z.nullable(z.string()).check(z.describe("Send it as `cursor` for the next page; null at the end.")),
  })
  .check(z.describe("One page of integrations."));

/** A removal that goes on after its answer. */
export const removalSchema = z
  .object({ id: integrationId, state: z.literal("removing") })
  .check(z.describe("A removal that is accepted and goes on."));

export type IntegrationRepresentation = z.infer<typeof integrationSchema>;
export type UpdatedRepresentation = z.infer<typeof updatedSchema>;
export type RegisteredRepresentation = z.infer<typeof registeredSchema>;
export type IntegrationListRepresentation = z.infer<typeof integrationListSchema>;
export type RemovalRepresentation = z.infer<typeof removalSchema>;
