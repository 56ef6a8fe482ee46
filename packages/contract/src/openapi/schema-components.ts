import type { DefinedConnector } from "@latchkey/connectors/define";
import { toJsonSchema } from "@latchkey/connectors/schema/json-schema";
import type { Json, JsonObject } from "@latchkey/core/json";
import * as z from "zod/mini";
import { MAX_LABELS } from "../labels.ts";
import { accessPreviewSchema, signInPreviewSchema, signUpPreviewSchema } from "../schemas/access-preview.ts";
import { knownUserSchema, strangerSchema } from "../schemas/access-question.ts";
import { connectorListSchema, connectorSchema, quirksSchema } from "../schemas/connector.ts";
import { eventListSchema, eventSchema, integrationEventListSchema } from "../schemas/event.ts";
import { failureSchema, problemCodeSchema } from "../schemas/failure.ts";
import { fieldReportSchema, healthCheckSchema, healthReportSchema } from "../schemas/health-report.ts";
import {
  integrationListSchema,
  integrationSchema,
  operationSchema,
  registeredSchema,
  removalSchema,
  updatedSchema,
} from "../schemas/integration.ts";
import { memberListSchema, memberSchema } from "../schemas/members.ts";
import { patchSchema } from "../schemas/patch.ts";
import { artifactSchema, clientSchema, payloadSchema, placeholderSchema, previewSchema } from "../schemas/payload.ts";
import { accessAnswerSchema, policyNoteSchema, signUpAnswerSchema } from "../schemas/policy-answer.ts";
import { registrationSchema } from "../schemas/registration.ts";
import { policySchema, rotationSchema } from "../schemas/rotation.ts";
import { rotationRequestSchema } from "../schemas/rotation-request.ts";
import { fieldErrorSchema, gatewayMessageSchema, healthSchema, problemSchema } from "../schemas/service.ts";

const answerSchemas = {
  Integration: integrationSchema,
  RegisteredIntegration: registeredSchema,
  UpdatedIntegration: updatedSchema,
  IntegrationList: integrationListSchema,
  Operation: operationSchema,
  Failure: failureSchema,
  Removal: removalSchema,
  RotationPolicy: policySchema,
  Rotation: rotationSchema,
  SignUpPolicy: signUpAnswerSchema,
  AccessPolicy: accessAnswerSchema,
  PolicyNote: policyNoteSchema,
  Member: memberSchema,
  MemberList: memberListSchema,
  AccessPreview: accessPreviewSchema,
  SignUpPreview: signUpPreviewSchema,
  SignInPreview: signInPreviewSchema,
  HealthReport: healthReportSchema,
  HealthCheck: healthCheckSchema,
  FieldReport: fieldReportSchema,
  Event: eventSchema,
  IntegrationEventList: integrationEventListSchema,
  EventList: eventListSchema,
  Payload: payloadSchema,
  Artifact: artifactSchema,
  Placeholder: placeholderSchema,
  RegistrationPreview: previewSchema,
  PlannedClient: clientSchema,
  Connector: connectorSchema,
  ConnectorList: connectorListSchema,
  Quirks: quirksSchema,
  Problem: problemSchema,
  ProblemCode: problemCodeSchema,
  FieldError: fieldErrorSchema,
  GatewayMessage: gatewayMessageSchema,
  Health: healthSchema,
} as const;

/** A schema of an answer, by its name in `components/schemas`. */
export type SchemaName = keyof typeof answerSchemas;

/** Where a component is, for `$ref`. */
export const schemaRef = (name: string): string => `#/components/schemas/${name}`;

/** `generic-oidc` -> `GenericOidc` */
const pascal = (id: string): string => id.replace(/(?:^|-)([a-z0-9])/g, (_, first: string) => first.toUpperCase());

/**
 * All schemas of the document. A registration is a union over the catalogue, told apart by `connector`; answers are open objects:
 * members may be added to them.
 */
export const schemaComponents = (connectors: readonly DefinedConnector[]): Readonly<Record<string, JsonObject>> => ({
  ...registrationComponents(connectors),
  IntegrationPatch: requestComponent(patchSchema, "A change of an integration: a JSON merge patch (RFC 7396)."),
  RotationRequest: requestComponent(rotationRequestSchema, "How the client secret is to be rotated."),
  ...accessQuestionComponents(),
  ...answerComponents(),
});

/** Told apart by `username`. */
const accessQuestionComponents = (): Readonly<Record<string, JsonObject>> => ({
  AccessQuestion: {
    description: "Who is asked about: a user of the pool, or somebody who has no account yet.",
    oneOf: [{ $ref: schemaRef("KnownUser") }, { $ref: schemaRef("Stranger") }],
  },
  KnownUser: { title: "A user of the pool", ...requestComponent(knownUserSchema, "A user of the pool.") },
  Stranger: {
    title: "Somebody without an account",
    ...requestComponent(strangerSchema, "Somebody who has no account yet."),
  },
});

function registrationComponents(connectors: readonly DefinedConnector[]): Readonly<Record<string, JsonObject>> {
  const { name, labels, rotation, signUp, access } = registrationProperties();
  const variants = connectors.map((connector) => ({ connector, key: `${pascal(connector.id)}Registration` }));
  return {
    Registration: {
      description: "An application to register; `connector` decides which settings it needs.",
      oneOf: variants.map(({ key }) => ({ $ref: schemaRef(key) })),
      discriminator: {
        propertyName: "connector",
        mapping: Object.fromEntries(variants.map(({ connector, key }) => [connector.id, schemaRef(key)])),
      },
    },
    ...Object.fromEntries(variants.map(({ connector, key }) => [key, registrationOf(connector)])),
    ...Object.fromEntries(connectors.map((connector) => [`${pascal(connector.id)}Settings`, settingsOf(connector)])),
    IntegrationName: name,
    Labels: labels,
    RotationPolicyRequest: rotation,
    SignUpPolicyRequest: signUp,
    AccessPolicyRequest: access,
  };
}

/** The members that registrations of all connectors share, from the schema that checks them. */
function registrationProperties(): Readonly<Record<SharedMember, JsonObject>> {
  // Parse boundary: the generator answers an object schema for an object.
  const { properties } = toJsonSchema(registrationSchema) as unknown as {
    readonly properties: Readonly<Record<SharedMember, JsonObject>>;
  };
  // zod has no check for the size of a record that its generator knows.
  return { ...properties, labels: { ...properties.labels, maxProperties: MAX_LABELS } };
}

type SharedMember = "name" | "labels" | "rotation" | "signUp" | "access";

/** The body of a request that is the same for all connectors. */
function requestComponent(schema: z.ZodMiniType, description: string): JsonObject {
  const { $schema: _dialect, ...request } = toJsonSchema(schema);
  return { ...request, description };
}

const registrationOf = ({ id, name }: DefinedConnector): JsonObject => ({
  type: "object",
  title: name,
  description: `Registers ${name}.`,
  properties: {
    connector: { const: id },
    name: { $ref: schemaRef("IntegrationName") },
    settings: { $ref: schemaRef(`${pascal(id)}Settings`) },
    labels: { $ref: schemaRef("Labels") },
    rotation: { $ref: schemaRef("RotationPolicyRequest") },
    signUp: { $ref: schemaRef("SignUpPolicyRequest") },
    access: { $ref: schemaRef("AccessPolicyRequest") },
  },
  required: ["connector", "name", "settings"],
  additionalProperties: false,
});

function settingsOf({ schema, name }: DefinedConnector): JsonObject {
  const { $schema: _dialect, ...settings } = toJsonSchema(schema);
  return { title: `Settings: ${name}`, ...settings };
}

function answerComponents(): Readonly<Record<string, JsonObject>> {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(answerSchemas)) registry.add(schema, { id });
  const { schemas } = z.toJSONSchema(registry, {
    io: "input",
    target: "draft-2020-12",
    metadata: z.globalRegistry,
    uri: schemaRef,
    override: ({ jsonSchema }) => {
      for (const key of ["$id", "$schema"] as const) delete jsonSchema[key];
      // Every integer of zod's has the bounds of a safe integer, which tell a reader nothing.
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
    },
  });
  // Parse boundary: the generator's type admits undefined members, its JSON text does not.
  const plain = JSON.parse(JSON.stringify(schemas)) as Readonly<Record<string, JsonObject>>;
  return Object.fromEntries(
    Object.entries(plain).map(([name, { $id: _id, $schema: _dialect, ...schema }]) => [name, readable(schema)]),
  );
}

/** `anyOf: [{type: "string"}, {type: "null"}]` -> `type: ["string", "null"]`, and no words on names that can be anything. */
function readable({ propertyNames: _any, ...schema }: JsonObject): JsonObject {
  const mapped = Object.fromEntries(Object.entries(schema).map(([key, member]) => [key, readableMember(member)]));
  const { anyOf, ...rest } = mapped;
  if (!Array.isArray(anyOf) || anyOf.length !== 2) return mapped;
  const [first, second] = anyOf as readonly JsonObject[];
  if (second?.["type"] !== "null" || typeof first?.["type"] !== "string") return mapped;
  return { ...first, ...rest, type: [first["type"], "null"] };
}

function readableMember(member: Json): Json {
  if (Array.isArray(member)) return member.map(readableMember);
  // Parse boundary: what is no list and no scalar is an object.
  return typeof member === "object" && member !== null ? readable(member as JsonObject) : member;
}
