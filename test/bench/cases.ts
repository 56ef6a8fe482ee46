import type { FunctionName } from "../../tools/functions.ts";

/** One event for one function. */
export interface Case {
  readonly name: CaseName;
  readonly function: FunctionName;
  readonly event: unknown;
}

export type CaseName =
  | "register"
  | "get"
  | "payload inline"
  | "payload by reference"
  | "list"
  | "health"
  | "pre-sign-up"
  | "post-confirmation"
  | "pre-token-generation"
  | "rotate-secret"
  | "reconcile";

/** What the events are about. */
export interface Subject {
  readonly userPoolId: string;
  readonly username: string;
  readonly email: string;
  /** An integration with policies, which are answered for. */
  readonly integration: Integration;
}

export interface Integration {
  readonly id: string;
  readonly clientId: string;
  readonly secretArn: string;
}

const SCOPES = ["read", "write", "reveal", "rotate"].map((scope) => `integrations/${scope}`).join(" ");

/**
 * An event as the gateway hands it over (API Gateway HTTP API, payload format 2.0), of the machine client `bench`. An admin sees the
 * integrations of all owners.
 */
export const apiEvent = (method: string, path: string, body?: object, query = "", admin = false): unknown => ({
  version: "2.0",
  routeKey: `${method} /v1/{proxy+}`,
  rawPath: path,
  rawQueryString: query,
  headers: { accept: "application/json", host: "localhost", ...(body && { "content-type": "application/json" }) },
  ...(body && { body: JSON.stringify(body) }),
  isBase64Encoded: false,
  requestContext: {
    requestId: "request-{n}",
    http: { method, path, protocol: "HTTP/1.1", sourceIp: "127.0.0.1", userAgent: "bench" },
    authorizer: {
      jwt: {
        claims: {
          token_use: "access",
          client_id: "bench",
          sub: "bench",
          scope: admin ? `${SCOPES} integrations/admin` : SCOPES,
        },
        scopes: null,
      },
    },
  },
});

/** A registration under a name that no other has. */
export const registration = (policies: object = {}): unknown =>
  apiEvent("POST", "/v1/integrations", {
    connector: "gitlab",
    name: "GitLab {n}",
    settings: { baseUrl: "https://gitlab.example.com" },
    ...policies,
  });

/** Policies under which every trigger has something to do. */
export const POLICIES = { signUp: { mode: "open", groups: ["editors"] }, access: { groups: ["editors"] } };

/** In an order in which each finds what it needs. The first two API events are what people wait for most. */
export function casesOf({
  userPoolId,
  username,
  email,
  integration: { id, clientId, secretArn },
}: Subject): readonly Case[] {
  const path = `/v1/integrations/${id}`;
  const trigger = (version: string, triggerSource: string, request: object) => ({
    version,
    region: "eu-west-1",
    userPoolId,
    userName: username,
    callerContext: { awsSdkVersion: "aws-sdk-unknown-unknown", clientId },
    triggerSource,
    request: { userAttributes: { email }, ...request },
    response: {},
  });
  const groupConfiguration = { groupsToOverride: [`${id}.editors`], iamRolesToOverride: [], preferredRole: null };
  return [
    { name: "register", function: "write", event: registration() },
    { name: "get", function: "read", event: apiEvent("GET", path) },
    { name: "list", function: "read", event: apiEvent("GET", "/v1/integrations", undefined, "limit=20") },
    { name: "payload inline", function: "reveal", event: apiEvent("GET", `${path}/payload`) },
    {
      name: "payload by reference",
      function: "reveal",
      event: apiEvent("GET", `${path}/payload`, undefined, "secret=reference"),
    },
    { name: "health", function: "inspect", event: apiEvent("GET", `${path}/health`) },
    { name: "pre-sign-up", function: "pre-sign-up", event: trigger("1", "PreSignUp_SignUp", {}) },
    {
      name: "post-confirmation",
      function: "post-confirmation",
      event: trigger("1", "PostConfirmation_ConfirmSignUp", {}),
    },
    {
      name: "pre-token-generation",
      function: "pre-token-generation",
      event: trigger("2", "TokenGeneration_Authentication", { groupConfiguration, scopes: ["openid"] }),
    },
    { name: "reconcile", function: "reconcile", event: {} },
    {
      name: "rotate-secret",
      function: "rotate-secret",
      event: { Step: "createSecret", SecretId: secretArn, ClientRequestToken: "00000000-0000-4000-8000-000000000001" },
    },
  ];
}
