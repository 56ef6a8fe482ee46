import { representIntegration } from "@latchkey/contract/representations/integration";
import { getIntegration as load } from "@latchkey/core/usecases/read";
import { json } from "../answer.ts";
import type { ReadDeps } from "../deps.ts";
import { entityTag, matchesTag } from "../entity-tag.ts";
import type { Operation } from "../operation.ts";

/** `GET /v1/integrations/{id}`: with an entity tag, 304 while that has not changed. */
export const getIntegration: Operation<"getIntegration", ReadDeps> = async (
  { services },
  { caller, path: { id }, headers },
  call,
) => {
  const row = await load(services, { caller, id }, call);
  const tag = entityTag(row);
  const known = headers["If-None-Match"];
  if (known !== undefined && matchesTag(known, tag)) return { status: 304, headers: { ETag: tag } };
  return json(200, representIntegration(row), { ETag: tag });
};
