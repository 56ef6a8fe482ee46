import { DeleteUserPoolClientCommand, UpdateUserPoolClientCommand } from "@aws-sdk/client-cognito-identity-provider";
import type { ProblemCode } from "@latchkey/core/errors";
import { type Api, type ApiAnswer, type ApiRequest, registered } from "../../support/api.ts";
import { cognito, during, onceRead, provisioning, request, type StatusCase, throttle } from "./status-case.ts";

const operationId = "updateIntegration";

/** A change that reaches Cognito. */
const MOVED = { settings: { baseUrl: "https://git.example.com" } };

const patch = (api: Api, id: string, change: Partial<ApiRequest> = {}): Promise<ApiAnswer> =>
  api.send({ ...request(operationId, { id }), ...change });

/** A patch of an integration of which something is so. */
const refusal = (
  status: number,
  code: ProblemCode,
  prepare: (api: Api, made: Awaited<ReturnType<typeof registered>>) => Promise<unknown>,
  change: Partial<ApiRequest> = { body: MOVED },
): StatusCase => ({
  operationId,
  status,
  code,
  async send(api) {
    const made = await registered(api);
    await prepare(api, made);
    return patch(api, made.id, change);
  },
});

/** A patch that has read the integration, and then another patch is made. */
const overtaken = (what: string, body: (value: string) => object): StatusCase => ({
  operationId,
  status: 412,
  code: "precondition-failed",
  because: `another patch ${what} was faster`,
  async send(api) {
    const { id } = await registered(api);
    const send = (value: string) => () => patch(api, id, { body: body(value) });
    return onceRead(api, send("a"), send("b"));
  },
});

const nothing = () => Promise.resolve();

const behindOurBack = (api: Api, { clientId }: { readonly clientId: string }) =>
  api.aws.clients.cognito.send(
    new UpdateUserPoolClientCommand({
      UserPoolId: api.aws.userPoolId,
      ClientId: clientId,
      CallbackURLs: ["https://somewhere.example.com/else"],
    }),
  );

export const updateCases: readonly StatusCase[] = [
  {
    operationId,
    status: 200,
    send: async (api) => patch(api, (await registered(api)).id, { body: MOVED }),
  },
  {
    operationId,
    status: 200,
    because: "nothing is to be changed",
    send: async (api) => patch(api, (await registered(api)).id, { body: {} }),
  },
  {
    operationId,
    status: 200,
    because: "somebody else's change is to be overwritten",
    async send(api) {
      const made = await registered(api);
      await behindOurBack(api, made);
      const { path, ...plain } = request(operationId, { id: made.id });
      return api.send({ ...plain, path: `${path}?drift=overwrite`, body: MOVED });
    },
  },
  {
    operationId,
    status: 202,
    because: "Cognito is throttled",
    async send(api) {
      const { id } = await registered(api);
      return during(api, [cognito("UpdateUserPoolClient", throttle)], () => patch(api, id, { body: MOVED }));
    },
  },
  { ...refusal(428, "precondition-required", nothing, { headers: {} }) },
  { ...refusal(412, "precondition-failed", nothing, { headers: { "if-match": '"1", W/"2"' } }) },
  { ...refusal(400, "invalid-parameter", nothing, { headers: { "if-match": "2" } }), because: "If-Match lacks quotes" },
  overtaken("of labels", (stage) => ({ labels: { stage } })),
  // It finds the client as the other one has left it, which is nobody's drift.
  overtaken("of the client", (host) => ({ settings: { baseUrl: `https://${host}.example.com` } })),
  {
    operationId,
    status: 409,
    code: "name-taken",
    async send(api) {
      const [{ name }, { id }] = [await registered(api), await registered(api)];
      return patch(api, id, { body: { name: name.toUpperCase() } });
    },
  },
  {
    operationId,
    status: 409,
    code: "not-ready",
    send: async (api) => patch(api, await provisioning(api)),
  },
  {
    operationId,
    status: 409,
    code: "operation-open",
    async send(api) {
      const { id } = await registered(api);
      await during(api, [cognito("UpdateUserPoolClient", throttle)], () => patch(api, id, { body: MOVED }));
      return patch(api, id);
    },
  },
  refusal(409, "drifted", behindOurBack),
  refusal(409, "unknown-live-field", async (api, { clientId }) =>
    api.aws.standIn.setUnknownClientField(api.aws.userPoolId, clientId, "SessionBinding", "STRICT"),
  ),
  refusal(409, "client-gone", (api, { clientId }) =>
    api.aws.clients.cognito.send(
      new DeleteUserPoolClientCommand({ UserPoolId: api.aws.userPoolId, ClientId: clientId }),
    ),
  ),
];
