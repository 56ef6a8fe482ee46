import type { Api } from "../../support/api.ts";
import { registered } from "../../support/api.ts";
import { provisioning, request, type StatusCase, withQuery } from "./status-case.ts";

const found: readonly StatusCase[] = [
  ...(
    ["listConnectors", "getConnector", "listIntegrations", "listEvents", "getHealth", "getOpenapi", "getDocs"] as const
  ).map((operationId) => ({
    operationId,
    status: 200,
    async send(api: Api) {
      await registered(api);
      return api.send(request(operationId));
    },
  })),
  ...(
    ["getIntegration", "getPayload", "getArtifact", "listIntegrationEvents", "listMembers", "previewAccess"] as const
  ).map((operationId) => ({
    operationId,
    status: 200,
    send: async (api: Api) => api.send(request(operationId, { id: (await registered(api)).id })),
  })),
  {
    operationId: "listIntegrationEvents",
    status: 200,
    because: "the trail of a removed one can still be read",
    async send(api) {
      const { id } = await registered(api);
      await api.send(request("deleteIntegration", { id }));
      return api.send(request("listIntegrationEvents", { id }));
    },
  },
  {
    operationId: "getIntegration",
    status: 304,
    async send(api) {
      const { id, version } = await registered(api);
      return api.send({ ...request("getIntegration", { id }), headers: { "if-none-match": `"0", W/"${version}"` } });
    },
  },
];

const refused: readonly StatusCase[] = [
  {
    operationId: "getConnector",
    status: 404,
    code: "not-found",
    send: (api) => api.send({ method: "GET", path: "/v1/connectors/constructor" }),
  },
  {
    operationId: "getArtifact",
    status: 404,
    code: "not-found",
    because: "it has no such artifact",
    async send(api) {
      const { id } = await registered(api);
      return api.send({ method: "GET", path: `/v1/integrations/${id}/payload/gitlab.ini` });
    },
  },
  ...(["getPayload", "getArtifact"] as const).map((operationId) => ({
    operationId,
    status: 409,
    code: "not-ready" as const,
    send: async (api: Api) => api.send(request(operationId, { id: await provisioning(api) })),
  })),
  {
    operationId: "listIntegrations",
    status: 400,
    code: "invalid-cursor",
    send: (api) => api.send(withQuery(request("listIntegrations"), "cursor=AAAA")),
  },
  {
    operationId: "listMembers",
    status: 400,
    code: "invalid-cursor",
    send: (api) => api.send(withQuery(request("listMembers"), "cursor=AAAA")),
  },
  {
    operationId: "previewAccess",
    status: 400,
    code: "invalid-body",
    because: "the pool has no such user",
    send: async (api) =>
      api.send({ ...request("previewAccess", { id: (await registered(api)).id }), body: { username: "nobody" } }),
  },
  {
    operationId: "listIntegrationEvents",
    status: 400,
    code: "invalid-cursor",
    send: (api) => api.send(withQuery(request("listIntegrationEvents"), "cursor=AAAA")),
  },
  {
    operationId: "listEvents",
    status: 400,
    code: "invalid-parameter",
    because: "that is no event",
    send: (api) => api.send(withQuery(request("listEvents"), "after=int_01KAJ8XQ6T2M9WZ3R5V7Y0BCDE")),
  },
];

const gone = () => Promise.reject(new Error("no such file"));

const documents: readonly StatusCase[] = (["getOpenapi", "getDocs"] as const).map((operationId) => ({
  operationId,
  status: 500,
  code: "internal",
  because: "its file is missing",
  send: (api) => api.deployed({ documents: { openapi: gone, docs: gone } }).send(request(operationId)),
}));

export const readCases: readonly StatusCase[] = [...found, ...refused, ...documents];
