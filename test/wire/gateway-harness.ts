import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AccessLogEntry } from "@latchkey/local/gateway/access-log";
import { type Gateway, type GatewayOptions, httpGateway } from "@latchkey/local/gateway/http-gateway";
import { systemClock } from "@latchkey/local/kernel/clock";
import { type LambdaRuntime, lambdaRuntime } from "@latchkey/local/lambda/lambda-runtime";
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from "jose";

/** Answers its event; with the header `x-result`, that JSON instead; with `x-do`, it fails in that way. */
const ECHO = `
const fail = { throw: () => { throw new Error("out of order") }, exit: () => process.exit(1), hang: () => new Promise(() => {}) };
export const handler = async (event, context) => {
  const { "x-result": result, "x-do": todo } = event.headers;
  if (todo) return fail[todo]();
  if (result) return result === "undefined" ? undefined : JSON.parse(result);
  return { statusCode: 200, headers: { "content-type": "application/json" }, body: JSON.stringify({ event, function: context.functionName }) };
};`;

/** A gateway on a free port, with real functions behind it. */
export interface TestGateway extends Gateway {
  readonly lambda: LambdaRuntime;
  readonly log: readonly AccessLogEntry[];
  stop(): Promise<void>;
}

/** Functions are echoes, named as in the routes. */
export async function startGateway(options: Partial<GatewayOptions>): Promise<TestGateway> {
  const dir = await mkdtemp(join(tmpdir(), "gateway-"));
  const bundle = join(dir, "bundle.mjs");
  await writeFile(bundle, ECHO);
  const routes = options.routes ?? [{ method: "ANY", path: "$default", function: "echo" }];
  const names = new Set(routes.map((route) => route.function));
  const functions = Object.fromEntries([...names].map((name) => [name, { bundle, env: {}, timeoutMs: 20_000 }]));
  const lambda = lambdaRuntime({ functions, onLog: () => undefined });
  const log: AccessLogEntry[] = [];
  const onAccess = (entry: AccessLogEntry): void => void log.push(entry);
  const cleanUp = async (): Promise<void> => {
    await lambda.close();
    await rm(dir, { recursive: true, force: true });
  };
  const settings = { port: 0, clock: systemClock, invoke: lambda.invoke, onAccess, ...options, routes };
  const gateway = await httpGateway(settings).catch(async (error: unknown) => {
    await cleanUp();
    throw error;
  });
  return {
    ...gateway,
    lambda,
    log,
    async stop() {
      await gateway.close({ graceMs: 0 });
      await cleanUp();
    },
  };
}

/** The event that a function got, as it echoed it. */
export interface EchoedEvent {
  readonly routeKey: string;
  readonly rawPath: string;
  readonly rawQueryString: string;
  readonly cookies?: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  readonly queryStringParameters?: Readonly<Record<string, string>>;
  readonly pathParameters?: Readonly<Record<string, string>>;
  readonly requestContext: Readonly<Record<string, unknown>> & {
    readonly requestId: string;
    readonly authorizer?: {
      readonly jwt: { readonly claims: Record<string, string>; readonly scopes: string[] | null };
    };
  };
  readonly body?: string;
  readonly isBase64Encoded: boolean;
}

export const eventOf = async (response: Response): Promise<EchoedEvent> =>
  ((await response.json()) as { readonly event: EchoedEvent }).event;

/** A user pool's signing key, and tokens signed with it. */
export async function tokenIssuer(issuer: string, kid = "key-1") {
  const { privateKey, publicKey } = await generateKeyPair("RS256");
  const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid, alg: "RS256", use: "sig" }] };
  const sign = (payload: JWTPayload, header: object = {}): Promise<string> =>
    new SignJWT({ iss: issuer, ...payload }).setProtectedHeader({ alg: "RS256", kid, ...header }).sign(privateKey);
  return { jwks, sign };
}
