import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { RetryContext } from "@latchkey/aws/retry";
import { descriptions } from "@latchkey/connectors/descriptions.gen";
import { type GatewayRoute, gatewayRoutes } from "@latchkey/contract/gateway-routes";
import type { Group } from "@latchkey/contract/scopes";
import { Secret } from "@latchkey/core/secret";
import type { Deployment, Services } from "@latchkey/core/services";
import type { ApiHandler } from "@latchkey/http/api";
import type { Documents } from "@latchkey/http/deps";
import type { ApiEvent, ApiResult } from "@latchkey/http/event";
import { inspectApi } from "@latchkey/http/inspect-api";
import { readApi } from "@latchkey/http/read-api";
import { revealApi } from "@latchkey/http/reveal-api";
import { writeApi } from "@latchkey/http/write-api";
import { router } from "@latchkey/local/gateway/router";
import { reconcileOnce } from "./reconcile-once.ts";
import { type TestAws, testAws } from "./test-aws.ts";

/** Claims as API Gateway's JWT authorizer hands them over: all of them text. */
export type Claims = Readonly<Record<string, string>>;

const ALL = "integrations/read integrations/write integrations/rotate integrations/reveal";

export const machine = (id: string, scope: string): Claims => ({ token_use: "access", client_id: id, sub: id, scope });
export const person = (sub: string, scope: string, groups: string): Claims => ({
  token_use: "access",
  client_id: "portal",
  sub,
  username: `${sub}@example.com`,
  "cognito:groups": groups,
  scope,
});

/** Callers by what they are. */
export const callers = {
  owner: machine("portal", ALL),
  withoutReveal: machine("portal", "integrations/read integrations/write"),
  withoutScope: machine("portal", "openid"),
  other: machine("another", ALL),
  admin: machine("operator", `${ALL} integrations/admin`),
  person: person("11111111-aaaa", ALL, "[latchkey-users eu-west-1_Google]"),
  outsider: person("22222222-bbbb", `${ALL} integrations/admin`, "[eu-west-1_Google]"),
  idToken: { token_use: "id", aud: "portal", sub: "11111111-aaaa", "cognito:groups": "[latchkey-admins]", scope: ALL },
} as const satisfies Readonly<Record<string, Claims>>;

export type CallerName = keyof typeof callers;

export interface ApiRequest {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  /** The owner when absent; null sends no claims, as a gateway without its authorizer would. */
  readonly as?: CallerName | Claims | null;
  /** The function to ask, whatever the gateway would choose. */
  readonly group?: Group;
  /** By lower-case name. */
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON, or the text itself. */
  readonly body?: unknown;
  /** Sends the body in base64, as the gateway does with what it does not take for text. */
  readonly encoding?: "utf8" | "latin1";
}

export interface ApiAnswer {
  readonly status: number;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** The body as JSON. */
  // oxlint-disable-next-line typescript/no-explicit-any -- tests read what they expect
  readonly json: any;
}

/** The API functions in this process, over the stand-in for AWS: everything is real but the gateway's own work. */
export interface Api {
  readonly aws: TestAws;
  send(request: ApiRequest): Promise<ApiAnswer>;
  /** The same service, deployed otherwise. */
  deployed(change: ApiChange): Api;
  /** One pass of the reconciler. */
  reconcile(): Promise<void>;
  close(): Promise<void>;
}

export interface ApiChange {
  readonly deployment?: Partial<Deployment>;
  readonly documents?: Documents;
  readonly deadline?: { readonly marginMs: number; readonly maxMs: number };
}

const file = (path: string) => () => readFile(new URL(`../../${path}`, import.meta.url), "utf8");

/** Repeats what may be repeated as often as in production, without the waits between. */
const atOnce: RetryContext = { sleep: () => Promise.resolve(), random: () => 0 };

export async function apiFixture(): Promise<Api> {
  const aws = await testAws({}, undefined, atOnce);
  return apiOver(aws, {});
}

function apiOver(aws: TestAws, change: ApiChange): Api {
  const deployment = { ...aws.services.deployment, ...change.deployment };
  const services = { ...aws.services, deployment };
  const handlers = handlersOver(services, change);
  const route = gateway();
  return {
    aws,
    async send(request) {
      const [path = "", query = ""] = request.path.split("?");
      const group = request.group ?? route(request.method, path);
      const result = await handlers[group](eventOf(request, path, query), { getRemainingTimeInMillis: () => 29_000 });
      return answerOf(result);
    },
    deployed: (further) => apiOver(aws, { ...change, ...further }),
    async reconcile() {
      await reconcileOnce(services);
    },
    close: () => aws.close(),
  };
}

function handlersOver(
  services: Services,
  { documents, deadline = { marginMs: 1_000, maxMs: 10_000 } }: ApiChange,
): Readonly<Record<Group, ApiHandler>> {
  return {
    read: readApi({
      services,
      deadline,
      cursorKey: new Secret("a key of this test"),
      connectors: descriptions,
      documents: documents ?? { openapi: file("openapi.json"), docs: file("packages/contract/docs.html") },
    }),
    write: writeApi({ services, deadline }),
    reveal: revealApi({ services, deadline }),
    inspect: inspectApi({ services, deadline }),
  };
}

/** Chooses the function as the gateway does. */
function gateway(): (method: string, path: string) => Group {
  const routes: readonly GatewayRoute[] = gatewayRoutes();
  const match = router(routes.map(({ method, path, group }) => ({ method, path, function: group })));
  return (method, path) => routes.find(({ group }) => group === match(method, path)?.route.function)!.group;
}

function eventOf(
  { method, as = "owner", headers = {}, body, encoding }: ApiRequest,
  path: string,
  query: string,
): ApiEvent {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return {
    rawPath: path,
    rawQueryString: query,
    headers: { ...(body !== undefined && { "content-type": "application/json" }), ...headers },
    ...(body !== undefined && { body: encoding ? Buffer.from(text, encoding).toString("base64") : text }),
    isBase64Encoded: encoding !== undefined,
    requestContext: {
      requestId: randomUUID(),
      http: { method },
      ...(as !== null && { authorizer: { jwt: { claims: typeof as === "string" ? callers[as] : as } } }),
    },
  };
}

const answerOf = ({ statusCode, headers, body = "" }: ApiResult): ApiAnswer => ({
  status: statusCode,
  headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
  text: body,
  get json() {
    return JSON.parse(body);
  },
});

let count = 0;

/** A registration of GitLab under a name of its own. */
export const gitlab = (change: Readonly<Record<string, unknown>> = {}) => ({
  connector: "gitlab",
  name: `GitLab ${++count}`,
  settings: { baseUrl: "https://gitlab.example.com" },
  ...change,
});

/** Registers a GitLab and answers what the API answered. */
export async function registered(api: Api, as: CallerName | Claims = "owner", body: object = gitlab()) {
  const answer = await api.send({ method: "POST", path: "/v1/integrations", as, body });
  if (answer.status !== 201) throw new Error(`not registered: ${answer.text}`);
  return answer.json as {
    readonly id: string;
    readonly name: string;
    readonly version: number;
    readonly clientId: string;
    readonly secretArn: string;
  };
}

/** Begins a rotation and answers it: in overlap. */
export async function rotated(api: Api, id: string, as: CallerName | Claims = "owner", body?: object) {
  const request = { method: "POST", path: `/v1/integrations/${id}/rotations`, as, ...(body && { body }) };
  const answer = await api.send(request);
  if (answer.status !== 201) throw new Error(`not rotated: ${answer.text}`);
  return answer.json as { readonly id: string; readonly state: string };
}
