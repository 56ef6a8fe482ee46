import { type ApiHandler, createApi } from "./api.ts";
import type { InspectDeps } from "./deps.ts";
import { getIntegrationHealth } from "./operations/get-integration-health.ts";
import { previewAccess } from "./operations/preview-access.ts";

/** The function of the group `inspect`: looks at what AWS has, and changes nothing there. */
export const inspectApi = (deps: InspectDeps): ApiHandler =>
  createApi("inspect", { getIntegrationHealth, previewAccess }, deps);
