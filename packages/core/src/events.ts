import type { Owner } from "./caller.ts";
import type { Integration, IntegrationEvent, IntegrationEventType } from "./integration.ts";
import type { JsonObject } from "./json.ts";
import type { Services } from "./services.ts";

/** An audit entry of now. `latchkey` is the actor of what no caller asked for, such as a recovery's failure. */
export function eventOf(
  { ids, clock }: Pick<Services, "ids" | "clock">,
  integration: Pick<Integration, "id" | "owner">,
  type: IntegrationEventType,
  actor: Owner | "latchkey",
  data: JsonObject = {},
): IntegrationEvent {
  return {
    id: ids.event(),
    integrationId: integration.id,
    owner: integration.owner,
    type,
    actor,
    at: clock.now(),
    data,
  };
}
