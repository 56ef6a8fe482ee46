import { once } from "node:events";
import { readdir, readFile } from "node:fs/promises";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Connection } from "@latchkey/aws/connection";
import { manualClock } from "@latchkey/local/kernel/clock";
import { TABLE } from "@latchkey/local/stack/bootstrap";
import { REGION, type RunningAws, startAws } from "@latchkey/local/stack/start-aws";
import type { Metafile } from "esbuild";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { bundleRoot, type FunctionName, functions } from "../../tools/build.ts";
import { sharedSigningKeys } from "../support/signing-keys.ts";
import { bundled } from "./lean/bundled.ts";
import type * as LeftOut from "./lean/left-out.ts";
import type * as Calls from "./lean/sdk-calls.ts";
import type * as Errors from "./lean/sdk-errors.ts";

const LEFT_OUT = [
  /@aws-sdk\/credential-provider-/,
  /\/event-streams\//,
  /@smithy\/signature-v4\/dist-es\/HeaderFormatter/,
  /@aws-sdk\/middleware-endpoint-discovery|@aws-sdk\/endpoint-cache|\/mnemonist\/|\/obliterator\//,
  /\/getInstanceMetadataRegion\.js$/,
  /\/service-customizations\/|\/endpointMiddleware\.js$/,
  /\/Sha256(?:Js|Node)\.js$/,
  /\/(?:AdaptiveRetryStrategy|StandardRetryStrategy|DefaultRateLimiter|retryMiddleware)\.js$/,
  /\/recursionDetectionMiddleware\.js$|@aws\/lambda-invoke-store/,
  /\/loggerMiddleware\.js$/,
  /\/endpoint\/bdd\.js$|\/util-endpoints\/decideEndpoint\.js$/,
  /\/shared-ini-file-loader\/(?:loadSharedConfigFiles|readFile|parseIni)\.js$/,
  /\/httpAuthExtensionConfiguration\.js$|\/smithy-client\/extensions\/checksum\.js$/,
];

const connectionTo = (endpoint: string): Connection => ({
  region: REGION,
  credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret", sessionToken: "session" },
  endpoint,
  callMs: 3_000,
});

let wholeCalls: typeof Calls;
let leanCalls: typeof Calls;

beforeAll(async () => {
  const whole = await bundled<typeof Calls>("sdk-calls.ts", "whole");
  wholeCalls = { ...whole, sdkClients: whole.plainClients };
  leanCalls = await bundled("sdk-calls.ts", "lean");
});

/** Bytes that each source has in the bundle; sources of which nothing is left are not listed. */
async function partsOf(name: FunctionName): Promise<ReadonlyMap<string, number>> {
  const { outputs } = JSON.parse(await readFile(join(bundleRoot, `${name}.meta.json`), "utf8")) as Metafile;
  const parts = Object.values(outputs).flatMap(({ inputs }) => Object.entries(inputs));
  return new Map(parts.map(([path, { bytesInOutput }]) => [path, bytesInOutput] as const).filter(([, bytes]) => bytes));
}

describe("the bundles and the AWS SDK", () => {
  it.each(Object.keys(functions) as FunctionName[])(
    "%s holds nothing of the SDK that no call reaches",
    async (name) => {
      const paths = [...(await partsOf(name)).keys()];
      expect(paths.filter((path) => LEFT_OUT.some((part) => part.test(path)))).toEqual([]);
      expect(paths.filter((path) => path.includes("@aws-sdk/"))).not.toEqual([]);
    },
  );

  it.each(Object.keys(functions) as FunctionName[])(
    "%s knows of the clients' packages their version alone",
    async (name) => {
      const packages = [...(await partsOf(name))].filter(([path]) => /@aws-sdk\/.*package\.json$/.test(path));
      expect(packages).not.toEqual([]);
      expect(packages.filter(([, bytes]) => bytes > 40)).toEqual([]);
    },
  );

  it.each(Object.keys(functions) as FunctionName[])("%s spends at most 100 bytes on an error class", async (name) => {
    const errors = [...(await partsOf(name))].filter(([path]) => /@aws-sdk\/client-.*\/models\/errors\.js$/.test(path));
    expect(errors).not.toEqual([]);
    for (const [path, bytes] of errors) {
      const classes = (await readFile(path, "utf8")).match(/^export class /gm) ?? [];
      expect(bytes / classes.length, path).toBeLessThan(100);
    }
  });

  it("put every replacement in the place of something", async () => {
    const folder = "packages/aws/src/lean";
    const replacements = await readdir(fileURLToPath(new URL(`../../${folder}`, import.meta.url)));
    const parts = await partsOf("write");
    expect(replacements.filter((file) => !parts.has(`${folder}/${file}`))).toEqual([]);
  });
});

describe("the SDK of the bundles", () => {
  it("gets the answers and the errors of the whole SDK", async () => {
    const whole = await outcomesOn(wholeCalls);
    expect(await outcomesOn(leanCalls)).toEqual(whole);
    // Both must have met what they were sent to meet.
    expect(whole["dynamodb: read"]).toMatchObject({ Item: { n: { N: "12345678901234567890" } } });
    expect(whole["dynamodb: failed condition"]).toMatchObject({ isTransactionCanceled: true });
    expect(whole["cognito: list"]).toMatchObject({ $metadata: { httpStatusCode: 200, attempts: 1 } });
    expect(whole["cognito: no client"]).toMatchObject({ shape: expect.stringMatching(/#ResourceNotFoundException$/) });
    expect(whole["secrets: none"]).toMatchObject({ isSecretNotFound: true });
    expect(whole["events: put"]).toMatchObject({ FailedEntryCount: 0 });
    expect(whole["events: invalid"]).toMatchObject({ text: expect.stringMatching(/^ValidationException: /) });
  });

  it("meets throttling, failures and broken connections as the whole SDK does", async () => {
    const whole = await troublesOn(wholeCalls);
    expect(await troublesOn(leanCalls)).toEqual(whole);
    expect(whole["throttle dynamodb: read"]).toMatchObject({
      text: expect.stringMatching(/^ThrottlingException|^Provisioned/),
    });
    expect(whole["error cognito: list"]).toMatchObject({ text: expect.stringMatching(/^InternalErrorException/) });
    expect(whole["reset-before secrets: read"]).toMatchObject({ text: expect.stringMatching(/ECONNRESET|hang up/) });
  });

  it("signs and sends the same bytes as the whole SDK", async () => {
    const whole = await requestsOf(wholeCalls);
    expect(await requestsOf(leanCalls)).toEqual(whole);
    expect(whole).toHaveLength(17);
    for (const [day, { headers }] of whole.entries()) {
      const date = `202601${String(2 + day).padStart(2, "0")}`;
      expect(headers["x-amz-date"]).toBe(`${date}T030405Z`);
      expect(headers["authorization"]).toContain(`AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/${date}/`);
    }
    expect(whole[0]?.headers["x-amz-security-token"]).toBe("session");
    expect(whole[0]?.headers["user-agent"]).toMatch(/^aws-sdk-js\/3\.\d+\.\d+ /);
  });

  it("resolves the services' own endpoints as the whole SDK does", () => {
    const whole = endpointsOf(wholeCalls);
    expect(endpointsOf(leanCalls)).toEqual(whole);
    expect(whole).toContainEqual(["https://dynamodb.eu-west-1.amazonaws.com/", {}, {}]);
    expect(whole).toContainEqual(["https://secretsmanager.cn-north-1.amazonaws.com.cn/", {}, {}]);
  });

  it("has the error classes of the whole SDK", async () => {
    const whole = await bundled<typeof Errors>("sdk-errors.ts", "whole");
    const lean = await bundled<typeof Errors>("sdk-errors.ts", "lean");
    for (const service of ["cognito", "dynamodb", "events", "secrets"] as const) {
      const classes = errorClassesOf(whole[service]);
      expect(classes.length).toBeGreaterThan(10);
      expect(errorClassesOf(lean[service]).map(described)).toEqual(classes.map(described));
    }
  });

  it("says which part is missing when one is reached that was left out", async () => {
    for (const variable of ["AWS_REGION", "AWS_DEFAULT_REGION", "AWS_EC2_METADATA_DISABLED"])
      vi.stubEnv(variable, undefined);
    vi.stubEnv("AWS_CONFIG_FILE", "/nonexistent");
    vi.stubEnv("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent");
    const { waysToLeftOutParts } = await bundled<typeof LeftOut>("left-out.ts", "lean");
    for (const [part, reach] of Object.entries(waysToLeftOutParts(connectionTo("http://localhost:9"))))
      await expect((async () => reach())(), part).rejects.toThrow(part);
  });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

/** Runs `use` against a stand-in of its own, at a fixed time, and names what is random in the outcome by its kind. */
async function onStandIn(
  use: (aws: RunningAws, calls: Record<string, () => Promise<object>>) => Promise<object>,
  sdk: typeof Calls,
) {
  const aws = await startAws({ loginPort: 0, clock: manualClock(), signingKeys: sharedSigningKeys });
  const clients = sdk.sdkClients(connectionTo(aws.origin));
  try {
    const place = { userPoolId: aws.provisions.userPoolId, table: TABLE };
    return named(await use(aws, sdk.sdkCalls(clients, place))) as Record<string, object>;
  } finally {
    for (const client of Object.values(clients)) client.destroy();
    await aws.close();
  }
}

const outcomesOn = (sdk: typeof Calls) =>
  onStandIn(async (_aws, calls) => {
    const outcomes: Record<string, object> = {};
    for (const [name, call] of Object.entries(calls)) outcomes[name] = await sdk.outcomeOf(call);
    return outcomes;
  }, sdk);

const SUBJECTS = {
  "dynamodb: read": ["dynamodb", "GetItem"],
  "cognito: list": ["cognito-idp", "ListUserPoolClients"],
  "secrets: read": ["secretsmanager", "GetSecretValue"],
  "events: put": ["events", "PutEvents"],
} as const;

const troublesOn = (sdk: typeof Calls) =>
  onStandIn(async ({ faults }, calls) => {
    const outcomes: Record<string, object> = {};
    for (const fault of [
      { kind: "throttle" },
      { kind: "error", type: "InternalErrorException", message: "It broke." },
      { kind: "reset-before" },
    ] as const)
      for (const [name, [service, operation]] of Object.entries(SUBJECTS)) {
        const heal = faults.add({ service, operation, fault });
        outcomes[`${fault.kind} ${name}`] = await sdk.outcomeOf(calls[name]!);
        heal();
      }
    return outcomes;
  }, sdk);

/** Replaces what differs from one stand-in to the next. */
function named(value: unknown): unknown {
  if (typeof value === "string")
    return value
      .replaceAll(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "<uuid>")
      .replaceAll(/eu-west-1_\w+/g, "<pool>")
      .replaceAll(/\b[0-9a-z]{26}\b/g, "<client>")
      .replaceAll(/(?<=:secret:a\/b-)\w{6}/g, "<suffix>")
      .replaceAll(/:\d{4,5}\b/g, ":<port>");
  if (Array.isArray(value)) return value.map(named);
  if (value === null || typeof value !== "object" || value instanceof Date || ArrayBuffer.isView(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, key === "requestId" ? typeof inner : named(inner)]),
  );
}

interface SentRequest {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What arrives of every call, each a day after the one before, with one invocation id. The server answers nothing but `{}`. */
async function requestsOf(sdk: typeof Calls): Promise<readonly SentRequest[]> {
  const sent: SentRequest[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (chunk: string) => (body += chunk));
    request.on("end", () => {
      sent.push({ headers: request.headers, body });
      // Its date would move the clock that the SDK signs with.
      response.sendDate = false;
      response.end("{}");
    });
  });
  await once(server.listen(recorderPort), "listening");
  recorderPort = (server.address() as AddressInfo).port;
  vi.useFakeTimers({ toFake: ["Date"], now: Date.UTC(2026, 0, 2, 3, 4, 5) });
  const clients = sdk.sdkClients(connectionTo(`http://localhost:${recorderPort}`));
  for (const client of Object.values(clients)) pinInvocation(client);
  try {
    for (const call of Object.values(sdk.sdkCalls(clients, { userPoolId: "eu-west-1_pool", table: TABLE }))) {
      await call();
      vi.setSystemTime(Date.now() + DAY_MS);
    }
  } finally {
    vi.useRealTimers();
    for (const client of Object.values(clients)) client.destroy();
    server.close();
  }
  return sent.map(({ headers, body }) => ({ headers, body: String(named(body)) }));
}

const DAY_MS = 86_400_000;

/** The host is signed: both SDKs have to call the same port. */
let recorderPort = 0;

interface Signable {
  readonly request: { readonly headers: Record<string, string> };
}

/** Gives every request of the client the same invocation id, which is random and signed. */
function pinInvocation(client: Calls.SdkClients[keyof Calls.SdkClients]): void {
  // The stacks of all clients are alike where requests are signed; their types are not.
  const { middlewareStack } = client as Calls.SdkClients["dynamodb"];
  const pin = (next: (args: Signable) => Promise<never>) => (args: Signable) => {
    args.request.headers["amz-sdk-invocation-id"] = "pinned";
    return next(args);
  };
  middlewareStack.addRelativeTo(pin as never, {
    name: "pin-invocation",
    relation: "before",
    toMiddleware: "httpSigningMiddleware",
  });
}

/** Of every partition, and one that nobody knows yet. */
const REGIONS = [
  "eu-west-1",
  "us-east-1",
  "us-gov-east-1",
  "us-gov-west-1",
  "cn-north-1",
  "cn-northwest-1",
  "us-iso-east-1",
  "us-isob-east-1",
  "eu-isoe-west-1",
  "us-isof-south-1",
  "eusc-de-east-1",
  "xx-new-1",
];

/** Where the clients call in these Regions when they are given no endpoint, and when they are given one. */
function endpointsOf(sdk: typeof Calls): readonly unknown[] {
  const all = { UseDualStack: false, UseFIPS: false, AccountIdEndpointMode: "disabled" };
  return REGIONS.flatMap((Region) =>
    Object.values(sdk.sdkClients({ ...connectionTo(""), endpoint: undefined, region: Region }))
      .flatMap(({ config }) =>
        [undefined, "https://endpoint.example.com:8443/path"].map((Endpoint) =>
          config.endpointProvider({ ...all, Region, ...(Endpoint !== undefined && { Endpoint }) }, {}),
        ),
      )
      .map(({ url, headers, properties }) => [url.href, headers, properties]),
  );
}

type ErrorClass = (new (options: object) => Error) & { readonly shapeId: string };

const errorClassesOf = (models: object): readonly (readonly [string, ErrorClass])[] =>
  Object.entries(models).filter(
    (entry): entry is [string, ErrorClass] => typeof entry[1] === "function" && entry[1].prototype instanceof Error,
  );

/** Everything that an error of the class shows when the service sent each of its members, and when it sent none. */
function described([name, Class]: readonly [string, ErrorClass]): object {
  const everyMember = new Proxy({ message: "It broke.", $metadata: { httpStatusCode: 400 } }, { get: readMember });
  const errors = [new Class(everyMember), new Class({ message: "It broke.", $metadata: {} })];
  return {
    name,
    shapeId: Class.shapeId,
    errors: errors.map((error) => ({
      members: Object.entries(Object.getOwnPropertyDescriptors(error)).filter(([member]) => member !== "stack"),
      text: String(error),
      ancestors: ancestorsOf(error),
      isItsOwn: error instanceof Class,
      isOfItsKind: Object.create(Class.prototype) instanceof Class,
    })),
  };
}

const readMember = (target: object, member: string | symbol): unknown =>
  Reflect.get(target, member) ?? (typeof member === "string" ? `the member ${member}` : undefined);

/** The identities of an error's classes, its own first. */
const ancestorsOf = (error: object): readonly unknown[] => {
  const prototype: unknown = Object.getPrototypeOf(error);
  if (prototype === null || typeof prototype !== "object") return [];
  const { shapeId } = prototype.constructor as { readonly shapeId?: string };
  return [shapeId, ...ancestorsOf(prototype)];
};
