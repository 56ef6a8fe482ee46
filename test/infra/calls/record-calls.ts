import { randomUUID } from "node:crypto";
import type { FaultRule } from "@latchkey/local/kernel/faults";
import type { ApiAnswer, ApiRequest } from "../../support/api-client.ts";
import { testStack } from "../../support/test-stack.ts";
import { createRecorder, type Recording } from "./recorder.ts";
import { signedUp } from "./sign-ups.ts";
import { expectStatus, reconciled, registration, type World, worldOf } from "./world.ts";

/** No waits: what would be done in minutes is done at the next pass. The bus makes the reconciler publish. */
const ENV = {
  LATCHKEY_SETTLE_MS: "0",
  LATCHKEY_RETRY_MS: "0",
  LATCHKEY_RETRY_MAX_MS: "0",
  LATCHKEY_SWEEP_MS: "0",
  LATCHKEY_PROVE_MS: "0",
  LATCHKEY_EVENT_BUS: "latchkey-local",
};

/**
 * Takes the whole service through its life, each function by itself, and answers the AWS calls by the function that made them: the
 * common ways, on a classic and on a managed-login pool, and those that only a failure leads to.
 */
export async function recordCalls(): Promise<Recording> {
  const recorder = createRecorder();
  for (const managedLogin of [false, true]) {
    const stack = await testStack({ managedLogin, env: ENV, identityProvider: { port: 0 } });
    try {
      recorder.watch(stack.faults);
      await live(await worldOf(stack, recorder));
    } finally {
      await stack.close();
    }
  }
  return recorder;
}

async function live(world: World): Promise<void> {
  const id = await registered(world);
  await changed(world, id);
  await rotated(world, id);
  await rotatedBySecretsManager(world, id);
  await read(world, id);
  await signedUp(world);
  await recovered(world);
  await world.record.as("write", () => expectStatus(204, world.api(`/v1/integrations/${id}`, { method: "DELETE" })));
  await reconciled(world);
}

async function registered({ api, record }: World): Promise<string> {
  const headers = { "Idempotency-Key": randomUUID() };
  const body = registration();
  const send = (): Promise<ApiAnswer> => api("/v1/integrations", { method: "POST", body, headers });
  const { json } = await record.as("write", () => expectStatus(201, send()));
  await record.as("write", () => expectStatus(201, send()));
  return json.id;
}

async function changed({ api, record }: World, id: string): Promise<void> {
  const path = `/v1/integrations/${id}`;
  const { headers } = await record.as("read", () => expectStatus(200, api(path)));
  const patch = {
    method: "PATCH",
    body: { settings: { callbackUrls: ["https://wiki.example.com/other"] } },
    headers: { "If-Match": headers.get("etag") ?? "" },
  };
  await record.as("write", () => expectStatus(200, api(path, patch)));
}

async function rotated({ api, record }: World, id: string): Promise<void> {
  const rotations = `/v1/integrations/${id}/rotations`;
  const start = (body: object): Promise<ApiAnswer> =>
    record.as("write", () => expectStatus(201, api(rotations, { method: "POST", body })));
  for (const end of ["abort", "complete"]) {
    const { json } = await start({});
    await record.as("write", () => expectStatus(200, api(`${rotations}/${json.id}`)));
    await record.as("write", () => expectStatus(200, api(`${rotations}/${json.id}/${end}`, { method: "POST" })));
  }
  await start({ reason: "compromised" });
}

async function rotatedBySecretsManager({ stack, api, record }: World, id: string): Promise<void> {
  const { json } = await api(`/v1/integrations/${id}`);
  const token = randomUUID();
  for (const Step of ["createSecret", "setSecret", "testSecret", "finishSecret"])
    await record.as("rotate-secret", () =>
      stack.invoke("rotate-secret", { Step, SecretId: json.secretArn, ClientRequestToken: token }),
    );
  // An old secret stays until somebody acknowledges the new one.
  const rotation = (await api(`/v1/integrations/${id}`)).json.currentRotation?.id;
  if (rotation !== undefined) await api(`/v1/integrations/${id}/rotations/${rotation}/complete`, { method: "POST" });
}

async function read({ api, record }: World, id: string): Promise<void> {
  const own = [
    "/healthz",
    "/docs",
    "/v1/openapi.json",
    "/v1/connectors",
    "/v1/connectors/gitlab",
    "/v1/integrations",
    `/v1/integrations/${id}`,
    `/v1/integrations/${id}/events`,
    "/v1/events",
  ];
  for (const path of own) await record.as("read", () => expectStatus(200, api(path)));
  const { json } = await record.as("reveal", () => expectStatus(200, api(`/v1/integrations/${id}/payload`)));
  const artifact = json.artifacts[0].name;
  await record.as("reveal", () => expectStatus(200, api(`/v1/integrations/${id}/payload/${artifact}`)));
  await record.as("inspect", () => expectStatus(200, api(`/v1/integrations/${id}/health`)));
}

type Target = Pick<FaultRule, "service" | "operation">;

const cognito = (operation: string): Target => ({ service: "cognito-idp", operation });
const secretsManager = (operation: string): Target => ({ service: "secretsmanager", operation });
const NO_ANSWER = { kind: "reset-after" } as const;
const NO_EFFECT = { kind: "reset-before" } as const;
const FULL = { kind: "error", type: "LimitExceededException" } as const;

/** Its group has to be made, and goes with the integration. */
const POLICIES = { access: { groups: ["editors"] } };

/** What only failures lead to: requests that could not finish, and the reconciler that finishes or undoes what they left. */
async function recovered(world: World): Promise<void> {
  const { api, record, during, stack } = world;
  const post = (): Promise<ApiAnswer> =>
    record.as("write", () => api("/v1/integrations", { method: "POST", body: registration(POLICIES) }));
  const made = async (): Promise<string> => `/v1/integrations/${(await expectStatus(201, post())).json.id}`;
  const send = (path: string, request: ApiRequest): Promise<ApiAnswer> => record.as("write", () => api(path, request));

  for (const target of [cognito("CreateUserPoolClient"), secretsManager("CreateSecret")])
    for (const fault of [NO_ANSWER, NO_EFFECT, FULL]) {
      await during({ ...target, fault }, post);
      await reconciled(world);
    }
  await during({ ...cognito("CreateUserPoolClient"), fault: NO_EFFECT }, post);
  await during({ ...cognito("CreateUserPoolClient"), fault: FULL }, () => reconciled(world));
  await reconciled(world);

  const updated = await made();
  const { headers } = await api(updated);
  await during({ ...cognito("UpdateUserPoolClient"), fault: NO_EFFECT }, () =>
    send(updated, {
      method: "PATCH",
      body: { settings: { callbackUrls: ["https://wiki.example.com/late"] } },
      headers: { "If-Match": headers.get("etag") ?? "" },
    }),
  );
  await reconciled(world);

  const steps = [
    ...["AddUserPoolClientSecret", "DeleteUserPoolClientSecret"].map(cognito),
    ...["PutSecretValue", "UpdateSecretVersionStage"].map(secretsManager),
  ];
  for (const target of steps)
    for (const fault of [NO_ANSWER, NO_EFFECT]) {
      await during({ ...target, call: 1, fault }, () => compromised(world, updated));
      await reconciled(world);
    }
  stack.aws.secretPropagation.set({ acceptAfterMs: Number.POSITIVE_INFINITY });
  await compromised(world, updated);
  stack.aws.secretPropagation.set({ acceptAfterMs: 0 });
  await refusedBySecretsManager(world, await made());

  const removal = [
    cognito("DeleteManagedLoginBranding"),
    cognito("DeleteUserPoolClient"),
    secretsManager("DeleteSecret"),
  ];
  for (const target of removal)
    await during({ ...target, fault: NO_EFFECT }, async () => send(await made(), { method: "DELETE" }));
  await reconciled(world);
  await reconciled(world);
}

async function compromised(world: World, path: string): Promise<void> {
  const { api, record } = world;
  await record.as("write", () => api(`${path}/rotations`, { method: "POST", body: { reason: "compromised" } }));
  await reconciled(world);
  await reconciled(world);
}

/** An answer that gets lost on the way, and then a new secret that Cognito never accepts. */
async function refusedBySecretsManager({ stack, api, record, during }: World, path: string): Promise<void> {
  const { json } = await api(path);
  const SecretId = json.secretArn;
  // A step that fails throws, and Secrets Manager repeats it.
  const step = (Step: string, ClientRequestToken: string): Promise<unknown> =>
    record.as("rotate-secret", () =>
      stack.invoke("rotate-secret", { Step, SecretId, ClientRequestToken }).catch(() => undefined),
    );
  const lost = randomUUID();
  await step("createSecret", lost);
  await during({ ...cognito("AddUserPoolClientSecret"), fault: NO_ANSWER }, () => step("setSecret", lost));
  await step("setSecret", lost);
  await during({ ...secretsManager("UpdateSecretVersionStage"), fault: NO_ANSWER }, () => step("finishSecret", lost));
  await step("finishSecret", lost);
  const rotation = (await api(path)).json.currentRotation.id;
  await api(`${path}/rotations/${rotation}/complete`, { method: "POST" });

  const refused = randomUUID();
  stack.aws.secretPropagation.set({ acceptAfterMs: Number.POSITIVE_INFINITY });
  for (const name of ["createSecret", "setSecret", "testSecret", "testSecret"]) await step(name, refused);
  stack.aws.secretPropagation.set({ acceptAfterMs: 0 });
}
