import { DeleteSecretCommand } from "@aws-sdk/client-secrets-manager";
import { type Api, type ApiRequest, gitlab, registered } from "../../support/api.ts";
import {
  cognito,
  during,
  meanwhile,
  newKey,
  onceRead,
  provisioning,
  refused,
  request,
  type StatusCase,
  throttle,
} from "./status-case.ts";

const withKey = (body: object, key: string): ApiRequest => ({
  ...request("createIntegration"),
  body,
  headers: { "idempotency-key": key },
});

const creating: readonly StatusCase[] = [
  ...(
    [
      [201, {}],
      [200, { path: "/v1/integrations?dryRun=true", as: "withoutReveal" }],
    ] as const
  ).map(([status, change]) => ({
    operationId: "createIntegration" as const,
    status,
    send: (api: Api) => api.send({ ...request("createIntegration"), ...change }),
  })),
  {
    operationId: "createIntegration",
    status: 202,
    because: "Cognito is throttled",
    send: (api) =>
      during(api, [cognito("CreateUserPoolClient", throttle)], () => api.send(request("createIntegration"))),
  },
  {
    operationId: "createIntegration",
    status: 502,
    code: "provider-refused",
    because: "Cognito",
    send: (api) =>
      during(api, [cognito("CreateUserPoolClient", refused)], () => api.send(request("createIntegration"))),
  },
  {
    operationId: "createIntegration",
    status: 409,
    code: "pool-full",
    send: (api) =>
      during(api, [cognito("CreateUserPoolClient", { kind: "error", type: "LimitExceededException" })], () =>
        api.send(request("createIntegration")),
      ),
  },
  {
    operationId: "createIntegration",
    status: 409,
    code: "name-taken",
    async send(api) {
      const { name } = await registered(api);
      return api.send({ ...request("createIntegration"), body: gitlab({ name: ` ${name.toUpperCase()} ` }) });
    },
  },
  {
    operationId: "createIntegration",
    status: 409,
    code: "integration-limit",
    async send(api) {
      await registered(api);
      const limits = { perOwner: 1, stylesPerPool: 20 };
      return api.deployed({ deployment: { limits } }).send(request("createIntegration"));
    },
  },
  {
    operationId: "createIntegration",
    status: 409,
    code: "styles-exhausted",
    async send(api) {
      const { pool } = api.aws.services.deployment;
      const limits = { perOwner: 1_000, stylesPerPool: 1 };
      const managed = api.deployed({ deployment: { pool: { ...pool, login: "managed" }, limits } });
      await registered(managed);
      return managed.send(request("createIntegration"));
    },
  },
  {
    operationId: "createIntegration",
    status: 409,
    code: "in-flight",
    async send(api) {
      const again = withKey(gitlab(), newKey());
      const slow = cognito("CreateUserPoolClient", { kind: "delay", ms: 250 });
      const [, second] = await meanwhile(
        api,
        slow,
        () => api.send(again),
        () => api.send(again),
      );
      return second;
    },
  },
  {
    operationId: "createIntegration",
    status: 409,
    code: "operation-ended",
    async send(api) {
      const [body, key] = [gitlab(), newKey()];
      const first = await api.send(withKey(body, key));
      await api.send(request("deleteIntegration", { id: first.json.id }));
      return api.send(withKey(body, key));
    },
  },
  {
    operationId: "createIntegration",
    status: 409,
    code: "not-ready",
    because: "somebody deleted the secret behind a replay",
    async send(api) {
      const [body, key] = [gitlab(), newKey()];
      const first = await api.send(withKey(body, key));
      const SecretId = first.json.secretArn;
      await api.aws.clients.secrets.send(new DeleteSecretCommand({ SecretId, ForceDeleteWithoutRecovery: true }));
      return api.send(withKey(body, key));
    },
  },
  {
    operationId: "createIntegration",
    status: 422,
    code: "idempotency-key-reused",
    async send(api) {
      const key = newKey();
      await api.send(withKey(gitlab(), key));
      return api.send(withKey(gitlab(), key));
    },
  },
  {
    operationId: "createIntegration",
    status: 403,
    code: "missing-scope",
    because: "the live secret needs more",
    send: (api) => api.send({ ...request("createIntegration"), as: "withoutReveal" }),
  },
];

const deleting: readonly StatusCase[] = [
  {
    operationId: "deleteIntegration",
    status: 204,
    send: async (api) => api.send(request("deleteIntegration", { id: (await registered(api)).id })),
  },
  {
    operationId: "deleteIntegration",
    status: 202,
    because: "it was not provisioned yet",
    send: async (api) => api.send(request("deleteIntegration", { id: await provisioning(api) })),
  },
  {
    operationId: "deleteIntegration",
    status: 409,
    code: "operation-open",
    async send(api) {
      const { id } = await registered(api);
      const remove = () => api.send(request("deleteIntegration", { id }));
      return onceRead(api, remove, remove);
    },
  },
];

export const registrationCases: readonly StatusCase[] = [...creating, ...deleting];
