import { EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from "@aws-sdk/client-eventbridge";
import type { IntegrationEvent } from "@latchkey/core/integration";
import type { EventPublisher } from "@latchkey/core/ports/event-publisher";
import type { Connection } from "../connection.ts";
import { type RetryContext, retrying } from "../retry.ts";
import { sdkClient } from "../sdk-client.ts";

/** What rules match on (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html). */
const SOURCE = "latchkey";

/** Publishes to an EventBridge bus; at most ten events a call. */
export function eventBridgePublisher(
  connection: Connection,
  { bus, deployment, retry }: { readonly bus: string; readonly deployment: string; readonly retry: RetryContext },
): EventPublisher {
  const client = sdkClient(EventBridgeClient, connection);
  return {
    async publish(events, call) {
      if (events.length === 0) return events;
      const command = new PutEventsCommand({ Entries: events.map((event) => entryOf(event, bus, deployment)) });
      // At least once: what may have been taken is sent again.
      const request = { operation: "events:PutEvents", repeatable: "idempotent" as const, call };
      const answer = await retrying(retry, request, (abortSignal) =>
        client.send(command, abortSignal && { abortSignal }),
      );
      return events.filter((_, index) => answer.Entries?.[index]?.EventId !== undefined);
    },
  };
}

/** `detail.id` is the same each time an event is sent, so that a receiver can drop repetitions. */
const entryOf = (event: IntegrationEvent, bus: string, deployment: string): PutEventsRequestEntry => ({
  EventBusName: bus,
  Source: SOURCE,
  DetailType: event.type,
  Time: new Date(event.at),
  Detail: JSON.stringify({ ...event, at: new Date(event.at).toISOString(), deployment }),
});
