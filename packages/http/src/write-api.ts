import { type ApiHandler, createApi } from "./api.ts";
import type { WriteDeps } from "./deps.ts";
import { createIntegration } from "./operations/create-integration.ts";
import { deleteIntegration } from "./operations/delete-integration.ts";

/** The function of the group `write`. */
export const writeApi = (deps: WriteDeps): ApiHandler =>
  createApi("write", { createIntegration, deleteIntegration }, deps);
