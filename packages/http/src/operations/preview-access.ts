import { parseAccessQuestion } from "@latchkey/contract/parse-access-question";
import { representAccessPreview } from "@latchkey/contract/representations/access-preview";
import { previewAccess as preview } from "@latchkey/core/usecases/access-preview/preview-access";
import { json } from "../answer.ts";
import type { InspectDeps } from "../deps.ts";
import type { Operation } from "../operation.ts";

/** `POST /v1/integrations/{id}/access-preview`: 200 whatever the preview says. */
export const previewAccess: Operation<"previewAccess", InspectDeps> = async (
  { services },
  { caller, path: { id }, body },
  call,
) => {
  const who = parseAccessQuestion(body);
  return json(200, representAccessPreview(await preview(services, { caller, id, who }, call)));
};
