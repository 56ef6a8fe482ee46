import { type ApiHandler, createApi } from "./api.ts";
import type { ReadDeps } from "./deps.ts";
import { getConnector } from "./operations/get-connector.ts";
import { getDocs } from "./operations/get-docs.ts";
import { getHealth } from "./operations/get-health.ts";
import { getIntegration } from "./operations/get-integration.ts";
import { getOpenapi } from "./operations/get-openapi.ts";
import { listConnectors } from "./operations/list-connectors.ts";
import { listEvents } from "./operations/list-events.ts";
import { listIntegrationEvents } from "./operations/list-integration-events.ts";
import { listIntegrations } from "./operations/list-integrations.ts";
import { listMembers } from "./operations/list-members.ts";

/** The function of the group `read`; also answers what the gateway has no route for. */
export const readApi = (deps: ReadDeps): ApiHandler =>
  createApi(
    "read",
    {
      listConnectors,
      getConnector,
      listIntegrations,
      getIntegration,
      listIntegrationEvents,
      listEvents,
      listMembers,
      getHealth,
      getOpenapi,
      getDocs,
    },
    deps,
  );
