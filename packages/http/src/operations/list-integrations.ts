import { representIntegration } from "@latchkey/contract/representations/integration";
import type { IntegrationListRepresentation } from "@latchkey/contract/schemas/integration";
import { LatchkeyError } from "@latchkey/core/errors";
import { isIntegrationId } from "@latchkey/core/ids";
import { listIntegrations as list } from "@latchkey/core/usecases/read";
import { json } from "../answer.ts";
import { readCursor, writeCursor } from "../cursor.ts";
import type { ReadDeps } from "../deps.ts";
import type { Operation } from "../operation.ts";

/** `GET /v1/integrations`: newest first, filtered within a page. */
export const listIntegrations: Operation<"listIntegrations", ReadDeps> = async (
  { services, cursorKey, connectors },
  { caller, query: { limit, cursor, connector, state, label } },
  call,
) => {
  if (connector !== undefined) requireKnown(connectors, connector);
  const filters = { ...(connector && { connector }), ...(state && { state }), ...(label && { label }) };
  const { connector: ofConnector = null, state: inState = null } = filters;
  const place = ["integrations", ofConnector, inState, label === undefined ? null : [label.key, label.value]];
  const scope = { caller, list: place };
  const after = cursor === undefined ? undefined : readCursor(cursorKey, scope, isIntegrationId, cursor);
  const page = await list(services, { caller, query: { limit, ...filters, ...(after && { after }) } }, call);
  const answer: IntegrationListRepresentation = {
    items: page.items.map(representIntegration),
    nextCursor: page.next === undefined ? null : writeCursor(cursorKey, scope, page.next),
  };
  return json(200, answer);
};

/** A misspelt connector would otherwise look like an empty list. */
function requireKnown(connectors: ReadDeps["connectors"], connector: string): void {
  if (connectors.some(({ id }) => id === connector)) return;
  const detail = `There is no such connector. Known are: ${connectors.map(({ id }) => id).join(", ")}.`;
  throw new LatchkeyError("invalid-parameter", "A parameter of the request is not valid; see errors.", {
    errors: [{ parameter: "connector", detail }],
  });
}
