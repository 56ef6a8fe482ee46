import { LatchkeyError } from "@latchkey/core/errors";
import { json } from "../answer.ts";
import type { ReadDeps } from "../deps.ts";
import type { Operation } from "../operation.ts";
import { shown } from "../shown.ts";

/** `GET /v1/connectors/{connector}` */
export const getConnector: Operation<"getConnector", ReadDeps> = async ({ connectors }, { path }) => {
  const found = connectors.find(({ id }) => id === path.connector);
  if (found !== undefined) return json(200, found);
  const known = connectors.map(({ id }) => id).join(", ");
  throw new LatchkeyError("not-found", `There is no connector ${shown(path.connector)}. Known are: ${known}.`);
};
