import type { OperationId } from "@latchkey/contract/routes";
import { type Api, registered, rotated } from "../../support/api.ts";
import { during, dynamodb, type Ids, request, type StatusCase } from "./status-case.ts";

const integration = async (api: Api): Promise<Ids> => ({ id: (await registered(api)).id });

async function overlap(api: Api): Promise<Ids> {
  const { id } = await registered(api);
  return { id, rotation: (await rotated(api, id)).id };
}

/** Whatever the operation writes first never arrives, and nobody else has changed the row. */
const lost = (operationId: OperationId, prepare: (api: Api) => Promise<Ids>, body?: object): StatusCase => ({
  operationId,
  status: 503,
  code: "upstream-unavailable",
  because: `its write is lost${body === undefined ? "" : ` (${Object.keys(body)[0]})`}`,
  async send(api) {
    const sent = { ...request(operationId, await prepare(api)), ...(body && { body }) };
    return during(api, [dynamodb("TransactWriteItems", { kind: "reset-before" })], () => api.send(sent));
  },
});

/** Not told as somebody else's change: there was none, and to look again would show none. */
export const lostWriteCases: readonly StatusCase[] = [
  lost("updateIntegration", integration, { labels: { stage: "lost" } }),
  lost("updateIntegration", integration, { settings: { baseUrl: "https://lost.example.com" } }),
  lost("deleteIntegration", integration),
  lost("startRotation", integration),
  lost("completeRotation", overlap),
  lost("abortRotation", overlap),
];
