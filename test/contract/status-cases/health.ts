import { DeleteUserPoolClientCommand } from "@aws-sdk/client-cognito-identity-provider";
import { type Api, registered } from "../../support/api.ts";
import { cognito, during, meanwhile, provisioning, request, type StatusCase } from "./status-case.ts";

const operationId = "getIntegrationHealth";
const ask = (api: Api, id: string) => api.send(request(operationId, { id }));

export const healthCases: readonly StatusCase[] = [
  { operationId, status: 200, send: async (api) => ask(api, (await registered(api)).id) },
  {
    operationId,
    status: 200,
    because: "it is asked again",
    async send(api) {
      const { id } = await registered(api);
      await ask(api, id);
      return ask(api, id);
    },
  },
  {
    operationId,
    status: 200,
    because: "the app client is gone",
    async send(api) {
      const { id, clientId } = await registered(api);
      const target = { UserPoolId: api.aws.userPoolId, ClientId: clientId };
      await api.aws.clients.cognito.send(new DeleteUserPoolClientCommand(target));
      return ask(api, id);
    },
  },
  { operationId, status: 200, because: "it is not there yet", send: async (api) => ask(api, await provisioning(api)) },
  {
    operationId,
    status: 200,
    because: "Cognito cannot be asked",
    async send(api) {
      const { id } = await registered(api);
      return during(api, [cognito("DescribeUserPoolClient", { kind: "throttle" })], () => ask(api, id));
    },
  },
  {
    operationId,
    status: 409,
    code: "not-ready",
    because: "the first report is being made",
    async send(api) {
      const { id } = await registered(api);
      const slow = cognito("DescribeUserPoolClient", { kind: "delay", ms: 250 });
      const [, second] = await meanwhile(
        api,
        slow,
        () => ask(api, id),
        () => ask(api, id),
      );
      return second;
    },
  },
];
