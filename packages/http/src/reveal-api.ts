import { type ApiHandler, createApi } from "./api.ts";
import type { RevealDeps } from "./deps.ts";
import { getArtifact } from "./operations/get-artifact.ts";
import { getPayload } from "./operations/get-payload.ts";

/** The function of the group `reveal`: the only one besides `write` that reads client secrets. */
export const revealApi = (deps: RevealDeps): ApiHandler => createApi("reveal", { getPayload, getArtifact }, deps);
