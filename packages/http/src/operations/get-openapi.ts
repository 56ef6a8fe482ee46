import type { ReadDeps } from "../deps.ts";
import type { Operation } from "../operation.ts";
import { PUBLIC_CACHE } from "../public-cache.ts";

/** `GET /v1/openapi.json` (media type: https://spec.openapis.org/oas/v3.1.1.html#media-type-registration asks for none yet) */
export const getOpenapi: Operation<"getOpenapi", ReadDeps> = async ({ documents }) => ({
  status: 200,
  headers: PUBLIC_CACHE,
  content: { mediaType: "application/json", body: await documents.openapi() },
});
