import { representHealthReport } from "@latchkey/contract/representations/health-report";
import { checkHealth } from "@latchkey/core/usecases/health/check-health";
import { json } from "../answer.ts";
import type { InspectDeps } from "../deps.ts";
import type { Operation } from "../operation.ts";

/** `GET /v1/integrations/{id}/health`: 200 whatever the report says. */
export const getIntegrationHealth: Operation<"getIntegrationHealth", InspectDeps> = async (
  { services },
  { caller, path: { id } },
  call,
) => json(200, representHealthReport(await checkHealth(services, { caller, id }, call)));
