import { AddUserPoolClientSecretCommand, DeleteUserPoolClientCommand } from "@aws-sdk/client-cognito-identity-provider";
import type { OperationId } from "@latchkey/contract/routes";
import { type Api, type ApiRequest, registered, rotated } from "../../support/api.ts";
import {
  cognito,
  during,
  login,
  meanwhile,
  newKey,
  onceRead,
  provisioning,
  refused,
  request,
  type StatusCase,
  throttle,
} from "./status-case.ts";

const start = (id: string, change: Partial<ApiRequest> = {}): ApiRequest => ({
  ...request("startRotation", { id }),
  ...change,
});

const withKey = (id: string, key: string, body?: object): ApiRequest =>
  start(id, { headers: { "idempotency-key": key }, ...(body && { body }) });

/** A rotation whose new secret is not accepted yet. */
async function staging(api: Api): Promise<{ readonly id: string; readonly rotation: string }> {
  const { id } = await registered(api);
  const answer = await during(api, [login("token", throttle)], () => api.send(start(id)));
  if (answer.status !== 202) throw new Error(`not staging: ${answer.text}`);
  return { id, rotation: answer.json.id };
}

async function overlap(api: Api): Promise<{ readonly id: string; readonly rotation: string }> {
  const { id } = await registered(api);
  return { id, rotation: (await rotated(api, id)).id };
}

/** A start that has read the integration, and then something else is done. */
const overtaken = (what: string, other: (id: string) => ApiRequest): StatusCase => ({
  operationId: "startRotation",
  status: 409,
  code: "operation-open",
  because: `${what} was faster`,
  async send(api) {
    const { id } = await registered(api);
    return onceRead(
      api,
      () => api.send(start(id)),
      () => api.send(other(id)),
    );
  },
});

const starting: readonly StatusCase[] = [
  ...[undefined, { reason: "compromised" }, { overlapDays: 90, retire: "deadline" }].map((body) => ({
    operationId: "startRotation" as const,
    status: 201,
    because: JSON.stringify(body ?? null),
    send: async (api: Api) => api.send(start((await registered(api)).id, body && { body })),
  })),
  {
    operationId: "startRotation",
    status: 201,
    because: "it is replayed",
    async send(api) {
      const again = withKey((await registered(api)).id, newKey());
      await api.send(again);
      return api.send(again);
    },
  },
  {
    operationId: "startRotation",
    status: 202,
    because: "the token endpoint is throttled",
    async send(api) {
      const { id } = await registered(api);
      return during(api, [login("token", throttle)], () => api.send(start(id)));
    },
  },
  {
    operationId: "startRotation",
    status: 409,
    code: "not-ready",
    send: async (api) => api.send(start(await provisioning(api))),
  },
  {
    operationId: "startRotation",
    status: 409,
    code: "operation-open",
    send: async (api) => api.send(start((await staging(api)).id)),
  },
  // It finds the other one's secret in the client, which is not to be deleted there.
  overtaken("another rotation", start),
  // It finds no client, which nobody outside has deleted.
  overtaken("a removal", (id) => request("deleteIntegration", { id })),
  {
    operationId: "startRotation",
    status: 409,
    code: "rotation-open",
    send: async (api) => api.send(start((await overlap(api)).id)),
  },
  {
    operationId: "startRotation",
    status: 409,
    code: "secret-slot-taken",
    async send(api) {
      const { id, clientId } = await registered(api);
      const target = { UserPoolId: api.aws.userPoolId, ClientId: clientId };
      await api.aws.clients.cognito.send(new AddUserPoolClientSecretCommand(target));
      return api.send(start(id));
    },
  },
  {
    operationId: "startRotation",
    status: 409,
    code: "secret-refused",
    because: "the new secret has not become good in time",
    async send(api) {
      const { id } = await registered(api);
      const { timing } = api.aws.services.deployment;
      const impatient = api.deployed({ deployment: { timing: { ...timing, proveMs: -1 } } });
      const end = { kind: "error", type: "invalid_client" } as const;
      return during(api, [login("token", end)], () => impatient.send(start(id)));
    },
  },
  {
    operationId: "startRotation",
    status: 409,
    code: "client-gone",
    async send(api) {
      const { id, clientId } = await registered(api);
      const target = { UserPoolId: api.aws.userPoolId, ClientId: clientId };
      await api.aws.clients.cognito.send(new DeleteUserPoolClientCommand(target));
      return api.send(start(id));
    },
  },
  {
    operationId: "startRotation",
    status: 502,
    code: "provider-refused",
    because: "Cognito",
    async send(api) {
      const { id } = await registered(api);
      return during(api, [cognito("AddUserPoolClientSecret", refused)], () => api.send(start(id)));
    },
  },
  {
    operationId: "startRotation",
    status: 409,
    code: "in-flight",
    async send(api) {
      const again = withKey((await registered(api)).id, newKey());
      const slow = cognito("AddUserPoolClientSecret", { kind: "delay", ms: 250 });
      const [, second] = await meanwhile(
        api,
        slow,
        () => api.send(again),
        () => api.send(again),
      );
      return second;
    },
  },
  ...(
    [
      ["with another body", async (api, key) => withKey((await overlapWithKey(api, key)).id, key, { overlapDays: 3 })],
      [
        "on another integration",
        async (api, key) => {
          await overlapWithKey(api, key);
          return withKey((await registered(api)).id, key);
        },
      ],
      [
        "on another route",
        async (api, key) => {
          const body = request("createIntegration").body;
          const first = await api.send({ ...request("createIntegration"), body, headers: { "idempotency-key": key } });
          return withKey(first.json.id, key);
        },
      ],
    ] as readonly (readonly [string, (api: Api, key: string) => Promise<ApiRequest>])[]
  ).map(([because, prepare]) => ({
    operationId: "startRotation" as const,
    status: 422,
    code: "idempotency-key-reused" as const,
    because,
    send: async (api: Api) => api.send(await prepare(api, newKey())),
  })),
];

async function overlapWithKey(api: Api, key: string): Promise<{ readonly id: string }> {
  const { id } = await registered(api);
  const answer = await api.send(withKey(id, key));
  if (answer.status !== 201) throw new Error(`not rotated: ${answer.text}`);
  return { id };
}

const ONE = ["getRotation", "completeRotation", "abortRotation"] as const satisfies readonly OperationId[];

const missing: readonly StatusCase[] = ONE.flatMap((operationId) => [
  {
    operationId,
    status: 404,
    code: "not-found" as const,
    because: "it has no such rotation",
    send: async (api: Api) => api.send(request(operationId, { id: (await registered(api)).id })),
  },
  {
    operationId,
    status: 404,
    code: "not-found" as const,
    because: "that is no id of a rotation",
    send: async (api: Api) => api.send(request(operationId, { ...(await overlap(api)), rotation: "rot_1" })),
  },
  {
    operationId,
    status: 404,
    code: "not-found" as const,
    because: "it is a rotation of another integration",
    send: async (api: Api) =>
      api.send(request(operationId, { ...(await overlap(api)), id: (await registered(api)).id })),
  },
]);

const ending: readonly StatusCase[] = (["completeRotation", "abortRotation"] as const).flatMap((operationId) => [
  {
    operationId,
    status: 200,
    send: async (api: Api) => api.send(request(operationId, await overlap(api))),
  },
  {
    operationId,
    status: 200,
    because: "it is repeated",
    async send(api: Api) {
      const ids = await overlap(api);
      await api.send(request(operationId, ids));
      return api.send({ ...request(operationId, ids), headers: { "idempotency-key": newKey() } });
    },
  },
  {
    operationId,
    status: 202,
    because: "the token endpoint is throttled",
    async send(api: Api) {
      const ids = await overlap(api);
      return during(api, [login("token", throttle)], () => api.send(request(operationId, ids)));
    },
  },
  {
    operationId,
    status: 409,
    code: "rotation-state" as const,
    because: "it has ended the other way",
    async send(api: Api) {
      const ids = await overlap(api);
      await api.send(request(operationId === "abortRotation" ? "completeRotation" : "abortRotation", ids));
      return api.send(request(operationId, ids));
    },
  },
  {
    operationId,
    status: 409,
    code: "operation-open" as const,
    because: "an update is under way",
    async send(api: Api) {
      const ids = await overlap(api);
      const body = { settings: { baseUrl: "https://git.example.com" } };
      await during(api, [cognito("UpdateUserPoolClient", throttle)], () =>
        api.send({ ...request("updateIntegration", ids), body }),
      );
      return api.send(request(operationId, ids));
    },
  },
]);

const impatient = (api: Api): Api => {
  const { timing } = api.aws.services.deployment;
  return api.deployed({ deployment: { timing: { ...timing, proveMs: -1 } } });
};
const NOT_ACCEPTED = login("token", { kind: "error", type: "invalid_client" });

const others: readonly StatusCase[] = [
  {
    operationId: "getRotation",
    status: 200,
    send: async (api) => api.send(request("getRotation", await overlap(api))),
  },
  {
    operationId: "completeRotation",
    status: 409,
    code: "rotation-state",
    because: "it is still staging",
    send: async (api) => api.send(request("completeRotation", await staging(api))),
  },
  {
    operationId: "abortRotation",
    status: 200,
    because: "it was still staging",
    send: async (api) => api.send(request("abortRotation", await staging(api))),
  },
  {
    operationId: "completeRotation",
    status: 409,
    code: "secret-refused",
    because: "the new secret is not good any more",
    async send(api) {
      const ids = await overlap(api);
      return during(api, [NOT_ACCEPTED], () => impatient(api).send(request("completeRotation", ids)));
    },
  },
  {
    operationId: "abortRotation",
    status: 409,
    code: "secret-refused",
    because: "the old secret is not good any more",
    async send(api) {
      const ids = await overlap(api);
      return during(api, [NOT_ACCEPTED], () => api.send(request("abortRotation", ids)));
    },
  },
];

export const rotationCases: readonly StatusCase[] = [...starting, ...missing, ...ending, ...others];
