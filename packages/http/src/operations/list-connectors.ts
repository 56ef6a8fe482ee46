import { json } from "../answer.ts";
import type { ReadDeps } from "../deps.ts";
import type { Operation } from "../operation.ts";

/** `GET /v1/connectors`: the whole catalogue, a page of its own. */
export const listConnectors: Operation<"listConnectors", ReadDeps> = async ({ connectors }) =>
  json(200, { items: connectors, nextCursor: null });
