import type { OperationId } from "../routes.ts";
import { accessDocs } from "./access-docs.ts";
import { eventDocs } from "./event-docs.ts";
import { BODY_REFUSED, type OperationDoc, PROTECTED, UPSTREAM } from "./operation-doc.ts";
import { rotationDocs } from "./rotation-docs.ts";

const REVEAL =
  "With the live secret (`?secret=inline`, the default) the token also needs `integrations/reveal`, and the reveal is recorded before the answer goes out.";

/** Every operation documented; complete by type. */
export const operationDocs: Readonly<Record<OperationId, OperationDoc>> = {
  listConnectors: {
    tag: "Connectors",
    summary: "List connectors",
    description:
      "The whole catalogue. The `settings` of each are a JSON Schema from which a form can be built without further knowledge of the product.",
    answers: [
      { status: 200, description: "All connectors.", content: { schema: "ConnectorList" }, examples: ["connectors"] },
    ],
    problems: PROTECTED,
  },
  getConnector: {
    tag: "Connectors",
    summary: "Show one connector",
    description: "One entry of the catalogue.",
    answers: [
      { status: 200, description: "The connector.", content: { schema: "Connector" }, examples: ["connector"] },
    ],
    problems: [...PROTECTED, "not-found"],
  },
  createIntegration: {
    tag: "Integrations",
    summary: "Register an application",
    description: `Creates the Cognito app client, stores its secret in Secrets Manager, and answers the configuration that the application needs. ${REVEAL} A dry run (\`?dryRun=true\`) never does: it answers by reference what would be made, and touches nothing. With an \`Idempotency-Key\` the request is safe to repeat for 24 hours.

Nobody signs up through the application without \`signUp\`, and every user of the pool signs in without \`access\`. What concerns the whole user pool (\`autoConfirm\`, \`autoVerifyEmail\`, \`link\`, groups that begin with \`pool:\`) needs \`integrations/admin\`.`,
    request: {
      description: "64 KiB of JSON in UTF-8 at most, nested at most 16 deep. Unknown members are refused.",
      schema: "Registration",
      examples: "registrations",
    },
    answers: [
      {
        status: 200,
        description: "A dry run: what would be made.",
        content: { schema: "RegistrationPreview" },
        examples: ["preview"],
      },
      {
        status: 201,
        description: "The integration is active; the payload can be used.",
        content: { schema: "RegisteredIntegration" },
        headers: ["Location", "ETag", "Idempotent-Replayed"],
        examples: ["registered"],
        links: true,
      },
      {
        status: 202,
        description: "Accepted, not finished: look again after `Retry-After` seconds at `Location`.",
        content: { schema: "Integration" },
        headers: ["Location", "ETag", "Retry-After", "Idempotent-Replayed"],
        examples: ["provisioning"],
        links: true,
      },
    ],
    problems: [
      ...PROTECTED,
      ...UPSTREAM,
      ...BODY_REFUSED,
      "name-taken",
      "integration-limit",
      "styles-exhausted",
      "pool-full",
      "in-flight",
      "not-ready",
      "operation-ended",
      "idempotency-key-reused",
    ],
  },
  listIntegrations: {
    tag: "Integrations",
    summary: "List integrations",
    description:
      "The caller's integrations, or everybody's for an admin, newest first. Filters apply within a page, so that a page may be short or even empty: only `nextCursor` ends a list.",
    answers: [
      { status: 200, description: "One page.", content: { schema: "IntegrationList" }, examples: ["integrations"] },
    ],
    problems: [...PROTECTED, ...UPSTREAM, "invalid-cursor"],
  },
  getIntegration: {
    tag: "Integrations",
    summary: "Show one integration",
    description:
      "With an entity tag for its version and its last verification. Somebody else's integration is answered like one that does not exist.",
    answers: [
      {
        status: 200,
        description: "The integration.",
        content: { schema: "Integration" },
        headers: ["ETag"],
        examples: ["integration"],
      },
      { status: 304, description: "It still has an entity tag of `If-None-Match`.", headers: ["ETag"] },
    ],
    problems: [...PROTECTED, ...UPSTREAM, "not-found"],
  },
  updateIntegration: {
    tag: "Integrations",
    summary: "Change an integration",
    description:
      "Changes name, settings, labels, rotation policy, sign-up policy and access policy by a JSON merge patch (RFC 7396): what the patch leaves out stays, null takes a member away. The app client is touched only where it has to be, and whatever else it has stays as it is. `changedArtifacts` names what the application has to get again. A patch that changes nothing answers the integration as it is. What concerns the whole user pool (`autoConfirm`, `autoVerifyEmail`, `link`, groups that begin with `pool:`) needs `integrations/admin`, and so does every change of a policy that has it.",
    request: {
      description:
        "64 KiB of JSON in UTF-8 at most, nested at most 16 deep. Unknown members are refused, and so is `connector`, which is fixed.",
      schema: "IntegrationPatch",
      examples: ["patch-settings", "patch-policies", "patch-removals"],
    },
    answers: [
      {
        status: 200,
        description: "It is changed.",
        content: { schema: "UpdatedIntegration" },
        headers: ["ETag"],
        examples: ["updated"],
      },
      {
        status: 202,
        description: "Accepted, not finished: look again after `Retry-After` seconds at `Location`.",
        content: { schema: "UpdatedIntegration" },
        headers: ["Location", "ETag", "Retry-After"],
        examples: ["updating"],
      },
    ],
    problems: [
      ...PROTECTED,
      ...UPSTREAM,
      ...BODY_REFUSED,
      "not-found",
      "precondition-required",
      "precondition-failed",
      "name-taken",
      "not-ready",
      "operation-open",
      "drifted",
      "unknown-live-field",
      "client-gone",
    ],
  },
  deleteIntegration: {
    tag: "Integrations",
    summary: "Remove an integration",
    description:
      "Deletes the app client and schedules the deletion of the secret; the name is free at once. Safe to repeat for 24 hours.",
    answers: [
      { status: 204, description: "It is removed." },
      {
        status: 202,
        description: "Accepted, not finished: the removal goes on by itself.",
        content: { schema: "Removal" },
        headers: ["Location", "Retry-After"],
        examples: ["removal"],
      },
    ],
    problems: [...PROTECTED, ...UPSTREAM, "not-found", "operation-open"],
  },
  getPayload: {
    tag: "Payloads",
    summary: "Show what an application needs",
    description: `All artifacts of an active integration. ${REVEAL}`,
    answers: [
      {
        status: 200,
        description: "The payload.",
        content: { schema: "Payload" },
        examples: ["payload-inline", "payload-reference"],
      },
    ],
    problems: [...PROTECTED, ...UPSTREAM, "not-found", "not-ready"],
  },
  getArtifact: {
    tag: "Payloads",
    summary: "Download one artifact",
    description: `The file itself, in its own media type. ${REVEAL}`,
    answers: [
      {
        status: 200,
        description: "The artifact's body.",
        content: { text: "artifacts" },
        headers: ["Content-Disposition"],
        examples: ["artifact"],
      },
    ],
    problems: [...PROTECTED, ...UPSTREAM, "not-found", "not-ready"],
  },
  getIntegrationHealth: {
    tag: "Integrations",
    summary: "Ask whether an integration works",
    description:
      "Looks at the app client, the login domain and the secret as AWS has them now, and compares them with what is recorded. A failing check is no failure of the request: the report is answered all the same, with the fix. AWS is asked at most once a minute for each integration; in between, the last report is answered.",
    answers: [
      {
        status: 200,
        description: "The report, good or bad.",
        content: { schema: "HealthReport" },
        examples: ["health-report", "health-report-failing"],
      },
    ],
    problems: [...PROTECTED, ...UPSTREAM, "not-found", "not-ready"],
  },
  ...rotationDocs,
  ...accessDocs,
  ...eventDocs,
  getHealth: {
    tag: "Service",
    summary: "Ask whether the service answers",
    description: "Asks nobody else, so that it does not fail with an outage of AWS.",
    answers: [{ status: 200, description: "It does.", content: { schema: "Health" }, examples: ["health"] }],
    problems: ["invalid-parameter"],
  },
  getOpenapi: {
    tag: "Service",
    summary: "Get this document",
    description: "The OpenAPI document of the service.",
    answers: [{ status: 200, description: "The document.", content: { text: ["application/json"] } }],
    problems: ["invalid-parameter", "internal"],
  },
  getDocs: {
    tag: "Service",
    summary: "Read this document as a page",
    description: "A page without scripts, which loads nothing.",
    answers: [{ status: 200, description: "The page.", content: { text: ["text/html"] } }],
    problems: ["invalid-parameter", "internal"],
  },
};
