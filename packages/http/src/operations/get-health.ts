import type { HealthRepresentation } from "@latchkey/contract/schemas/service";
import { json } from "../answer.ts";
import type { ReadDeps } from "../deps.ts";
import type { Operation } from "../operation.ts";

const OK: HealthRepresentation = { status: "ok" };

/** `GET /healthz`: the function runs. It asks nobody else, because a probe must not fail with somebody else's outage. */
export const getHealth: Operation<"getHealth", ReadDeps> = async () => json(200, OK);
