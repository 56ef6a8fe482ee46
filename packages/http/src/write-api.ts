import { type ApiHandler, createApi } from "./api.ts";
import type { WriteDeps } from "./deps.ts";
import { abortRotation } from "./operations/abort-rotation.ts";
import { completeRotation } from "./operations/complete-rotation.ts";
import { createIntegration } from "./operations/create-integration.ts";
import { deleteIntegration } from "./operations/delete-integration.ts";
import { getRotation } from "./operations/get-rotation.ts";
import { startRotation } from "./operations/start-rotation.ts";
import { updateIntegration } from "./operations/update-integration.ts";

/** The function of the group `write`: whatever changes an integration. */
export const writeApi = (deps: WriteDeps): ApiHandler =>
  createApi(
    "write",
    {
      createIntegration,
      updateIntegration,
      deleteIntegration,
      startRotation,
      getRotation,
      completeRotation,
      abortRotation,
    },
    deps,
  );
