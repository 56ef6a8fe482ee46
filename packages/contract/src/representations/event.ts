import type { IntegrationEvent } from "@latchkey/core/integration";
import type { EventRepresentation } from "../schemas/event.ts";
import { instant } from "./instant.ts";

/** An event as the API shows it. */
export const representEvent = ({
  id,
  type,
  integrationId,
  actor,
  at,
  data,
}: IntegrationEvent): EventRepresentation => ({
  id,
  type,
  integrationId,
  actor,
  at: instant(at),
  data,
});
