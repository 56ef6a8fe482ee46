import * as z from "zod/mini";
import { problems } from "../problems.ts";
import { visibleStates } from "../query-parameters.ts";
import { payloadSchema } from "./payload.ts";
import { described, instant, integrationId } from "./text.ts";

/** The code of a problem. */
export const problemCodeSchema = z.enum(Object.keys(problems)).check(z.describe("Stable: programs decide by it."));

/** What is being done to an integration. */
export const operationSchema = z
  .object({
    id: described("The operation's id."),
    kind: z.enum(["register", "remove"]),
    step: z.enum(["provision", "undo", "delete"]),
    startedAt: instant("When the operation began."),
  })
  .check(z.describe("A change of an integration that is under way; it goes on by itself."));

/** Why a registration failed. */
export const failureSchema = z
  .object({ code: problemCodeSchema, detail: described("What happened, and what can be done about it.") })
  .check(z.describe("Why an integration is `failed`."));

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
        z.describe("`active` means that AWS confirmed app client and secret. `failed` stays visible for 24 hours."),
      ),
    settings,
    labels,
    userPoolId: described("The Cognito user pool that holds the app client."),
    issuer: described("The user pool's issuer, exactly as in its tokens."),
    clientId: z.nullable(z.string()).check(z.describe("The Cognito app client; null until there is one.")),
    secretArn: z
      .nullable(z.string())
      .check(z.describe("Where the client secret is in Secrets Manager; null until it is there.")),
    version: z.int().check(z.positive(), z.describe("Counts every change; the entity tag is this number in quotes.")),
    verifiedAt: z.nullable(instant("When the token endpoint last accepted the secret; null until it has.")),
    createdAt: instant("When it was registered."),
    updatedAt: instant("When it last changed."),
    operation: z.optional(operationSchema),
    problem: z.optional(failureSchema),
  })
  .check(z.describe("One registered application. Never holds a secret."));

/** A registration's answer. */
export const registeredSchema = z
  .extend(integrationSchema, { payload: payloadSchema })
  .check(z.describe("An active integration with what its application needs."));

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
export type RegisteredRepresentation = z.infer<typeof registeredSchema>;
export type IntegrationListRepresentation = z.infer<typeof integrationListSchema>;
export type RemovalRepresentation = z.infer<typeof removalSchema>;
