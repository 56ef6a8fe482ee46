import { once } from "node:events";
import { connect } from "node:net";
import { networkInterfaces } from "node:os";
import { setImmediate } from "node:timers/promises";
import {
  CognitoIdentityProviderClient,
  CreateUserPoolClientCommand,
  ListUserPoolClientSecretsCommand,
  ListUserPoolClientsCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { AwsError } from "@latchkey/local/kernel/aws-error";
import { manualClock, systemClock } from "@latchkey/local/kernel/clock";
import { createFaults } from "@latchkey/local/kernel/faults";
import { createAwsServer, type Fallback, type RunningServer } from "@latchkey/local/kernel/server";
import type { AwsService, Input } from "@latchkey/local/kernel/service";
import { openStore } from "@latchkey/local/kernel/store";
import { cognitoModel } from "@latchkey/local/model/models";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

const errors: unknown[] = [];
const faults = createFaults({ recording: true });
let handle: (operation: string, input: Input) => unknown;
let fallback: Fallback;
let running: RunningServer;
let client: CognitoIdentityProviderClient;

/** Speaks Cognito's protocol and model; what it answers is up to each test. */
const service: AwsService = {
  name: "cognito-idp",
  targetPrefix: "AWSCognitoIdentityProviderService",
  jsonVersion: "1.1",
  operations: ["CreateUserPoolClient", "ListUserPoolClients", "ListUserPoolClientSecrets"],
  model: cognitoModel,
  handle: (operation, input) => handle(operation, input),
};

beforeEach(async () => {
  errors.length = 0;
  faults.clear();
  faults.forget();
  handle = (_operation, input) => ({ UserPoolClient: input });
  fallback = () => Promise.resolve(false);
  const store = await openStore();
  running = await createAwsServer({
    services: [service],
    faults,
    store,
    clock: systemClock,
    fallback: (request, response) => fallback(request, response),
    onError: (error) => errors.push(error),
  }).listen(0);
  client = new CognitoIdentityProviderClient({
    endpoint: `http://localhost:${running.port}`,
    region: "eu-west-1",
    credentials: { accessKeyId: "any", secretAccessKey: "any" },
    maxAttempts: 1,
  });
});
afterEach(async () => {
  client.destroy();
  await running.close();
});

const createClient = (input: { UserPoolId: string; ClientName: string; ClientSecret?: string }) =>
  client.send(new CreateUserPoolClientCommand(input));

const url = (path: string): string => `http://127.0.0.1:${running.port}${path}`;

const another = async () =>
  createAwsServer({
    services: [],
    faults,
    store: await openStore(),
    clock: systemClock,
    onError: (error) => errors.push(error),
  });

const failureOf = (call: Promise<unknown>): Promise<unknown> => call.catch((error: unknown) => error);

async function post(body: string, target = "AWSCognitoIdentityProviderService.CreateUserPoolClient") {
  const headers = { "x-amz-target": target, "content-type": "application/x-amz-json-1.1" };
  const response = await fetch(`http://localhost:${running.port}/`, { method: "POST", headers, body });
  return { response, answer: (await response.json()) as Record<string, unknown> };
}

describe("an AWS call", () => {
  test("reaches the operation with its input and answers its output", async () => {
    const answer = await createClient({ UserPoolId: "eu-west-1_a", ClientName: "app" });
    expect(answer.UserPoolClient).toMatchObject({ UserPoolId: "eu-west-1_a", ClientName: "app" });
    expect(answer.$metadata).toMatchObject({
      httpStatusCode: 200,
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  });

  test("answers in AWS JSON with a request id", async () => {
    const { response, answer } = await post(`{"UserPoolId":"eu-west-1_a","ClientName":"app"}`);
    expect(response.headers.get("content-type")).toBe("application/x-amz-json-1.1");
    expect(response.headers.get("x-amzn-requestid")).toMatch(/^[0-9a-f-]{36}$/);
    expect(answer["UserPoolClient"]).toEqual({ UserPoolId: "eu-west-1_a", ClientName: "app" });
  });

  test("treats null as an absent member, at every depth", async () => {
    const { answer } = await post(
      `{"UserPoolId":"eu-west-1_a","ClientName":"app","ClientSecret":null,"TokenValidityUnits":{"IdToken":null}}`,
    );
    expect(answer["UserPoolClient"]).toEqual({ UserPoolId: "eu-west-1_a", ClientName: "app", TokenValidityUnits: {} });
  });

  test("keeps members that the model does not know", async () => {
    const { response } = await post(`{"UserPoolId":"eu-west-1_a","ClientName":"app","Newer":1}`);
    expect(response.status).toBe(200);
  });

  test("answers an operation without output with an empty object", async () => {
    handle = () => undefined;
    expect((await post(`{"UserPoolId":"eu-west-1_a","ClientName":"app"}`)).answer).toEqual({});
  });
});

describe("a call is refused", () => {
  const refusals: readonly [why: string, body: string, operation: string, type: string][] = [
    ["when it is not JSON", "{", "CreateUserPoolClient", "SerializationException"],
    ["when it is no object", "[]", "CreateUserPoolClient", "SerializationException"],
    ["when the operation is unknown", "{}", "CreateEverything", "UnknownOperationException"],
    ["when the operation is a property of every object", "{}", "constructor", "UnknownOperationException"],
    ["when a member is missing", "{}", "CreateUserPoolClient", "InvalidParameterException"],
    ["when a member has the wrong type", `{"ClientName":1}`, "CreateUserPoolClient", "SerializationException"],
  ];
  test.each(refusals)("%s", async (_why, body, operation, type) => {
    const { response, answer } = await post(body, `AWSCognitoIdentityProviderService.${operation}`);
    expect(response.status).toBe(400);
    expect(answer["__type"]).toBe(type);
    expect(answer["message"]).not.toBe("");
  });

  test("when no such service is here", async () => {
    expect((await post("{}", "Elsewhere.DoIt")).answer["__type"]).toBe("UnknownOperationException");
    expect((await post("{}", "nonsense")).answer["__type"]).toBe("UnknownOperationException");
  });

  test("with every violation of the model in one message", async () => {
    await expect(createClient({ UserPoolId: "nowhere", ClientName: "a/b" })).rejects.toMatchObject({
      name: "InvalidParameterException",
      message:
        "2 validation errors detected: " +
        "Value 'a/b' at 'clientName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w\\s+=,.@-]+; " +
        "Value 'nowhere' at 'userPoolId' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w-]+_[0-9a-zA-Z]+",
    });
  });

  test("without showing a sensitive value", async () => {
    const refused = createClient({ UserPoolId: "eu-west-1_a", ClientName: "app", ClientSecret: "hush-hush" });
    await expect(refused).rejects.toMatchObject({
      message:
        "2 validation errors detected: " +
        "Value at 'clientSecret' failed to satisfy constraint: Member must have length greater than or equal to 24; " +
        "Value at 'clientSecret' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+]+",
    });
  });

  test("when it is larger than 16 MiB", async () => {
    const { answer } = await post(JSON.stringify({ ClientName: "a".repeat(16 * 1024 * 1024) }));
    expect(answer["__type"]).toBe("RequestEntityTooLargeException");
  });

  test("by the operation itself, with its extra members", async () => {
    handle = () => {
      throw new AwsError("InvalidParameterException", "no", { reasonCode: "because" });
    };
    const { response, answer } = await post(`{"UserPoolId":"eu-west-1_a","ClientName":"app"}`);
    expect(response.status).toBe(400);
    expect(answer).toEqual({ __type: "InvalidParameterException", message: "no", reasonCode: "because" });
    expect(errors).toEqual([]);
  });
});

test("a throttled Cognito call has Cognito's own error", async () => {
  faults.add({ service: "cognito-idp", operation: "ListUserPoolClients", fault: { kind: "throttle" } });
  await expect(client.send(new ListUserPoolClientsCommand({ UserPoolId: "eu-west-1_a" }))).rejects.toMatchObject({
    name: "TooManyRequestsException",
    message: "Rate exceeded",
  });
});

test("a defect answers 500 without its text and is reported", async () => {
  const defect = new Error("in our own code");
  handle = () => Promise.reject(defect);
  await expect(createClient({ UserPoolId: "eu-west-1_a", ClientName: "app" })).rejects.toMatchObject({
    name: "InternalErrorException",
    message: "An internal error occurred",
    $metadata: { httpStatusCode: 500 },
  });
  expect(errors).toEqual([defect]);
});

test("a defect has the name that the operation declares for it", async () => {
  handle = () => {
    throw new Error("in our own code");
  };
  const UserPoolId = "eu-west-1_a";
  await expect(client.send(new ListUserPoolClientSecretsCommand({ UserPoolId, ClientId: "a" }))).rejects.toMatchObject({
    name: "InternalServerException",
    $metadata: { httpStatusCode: 500 },
  });
});

describe("what is no AWS call", () => {
  test("goes to the fallback", async () => {
    fallback = (request, response) => {
      response.end(`${request.method} ${request.url}`);
      return Promise.resolve(true);
    };
    expect(await (await fetch(url("/login?a=b"))).text()).toBe("GET /login?a=b");
    expect(await (await fetch(url("/"), { method: "POST", body: "x" })).text()).toBe("POST /");
  });

  test("is not found when the fallback does not want it", async () => {
    expect((await fetch(url("/nowhere"))).status).toBe(404);
  });

  test("answers 500 when the fallback fails, and that is reported", async () => {
    fallback = () => Promise.reject(new Error("page broken"));
    expect((await fetch(url("/login"))).status).toBe(500);
    expect(String(errors)).toContain("page broken");
  });
});

describe("the server", () => {
  test("says that its port is taken", async () => {
    await expect((await another()).listen(running.port)).rejects.toMatchObject({ code: "EADDRINUSE" });
  });

  test("listens on the loopback interface only", async () => {
    const others = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .filter(({ family, internal }) => family === "IPv4" && !internal)
      .map(({ address }) => address);
    // On Linux all of 127.0.0.0/8 is this machine.
    for (const address of process.platform === "linux" ? [...others, "127.0.0.2"] : others) {
      const socket = connect(running.port, address);
      await expect(once(socket, "connect")).rejects.toMatchObject({ code: "ECONNREFUSED" });
    }
  });

  test("breaks idle connections when it closes", async () => {
    const server = await (await another()).listen(0);
    const socket = connect(server.port, "127.0.0.1");
    await once(socket, "connect");
    const closed = once(socket, "close");
    await server.close();
    await closed;
    expect(socket.destroyed).toBe(true);
  });

  test("closes while a call hangs", async () => {
    faults.add({ service: "cognito-idp", operation: "CreateUserPoolClient", fault: { kind: "hang" } });
    const outcome = failureOf(createClient({ UserPoolId: "eu-west-1_a", ClientName: "app" }));
    await vi.waitFor(() => expect(faults.calls).toHaveLength(1));
    await running.close();
    expect(await outcome).toMatchObject({ code: "ECONNRESET" });
  });

  test("waits for the effect of a running call before it is closed", async () => {
    const clock = manualClock();
    const steps: string[] = [];
    handle = async () => {
      steps.push("begun");
      await clock.sleep(1000);
      steps.push("done");
      return {};
    };
    const outcome = failureOf(createClient({ UserPoolId: "eu-west-1_a", ClientName: "app" }));
    await vi.waitFor(() => expect(steps).toEqual(["begun"]));
    const closing = running.close();
    expect(await outcome).toMatchObject({ code: "ECONNRESET" });
    expect(await Promise.race([closing, setImmediate("still open")])).toBe("still open");
    clock.advance(1000);
    await closing;
    expect(steps).toEqual(["begun", "done"]);
  });
});
