import type { OperationId } from "../routes.ts";
import { type OperationDoc, PROTECTED, UPSTREAM } from "./operation-doc.ts";

type EventOperation = Extract<OperationId, `${string}Events`>;

/** The lists of events documented; complete by type. */
export const eventDocs: Readonly<Record<EventOperation, OperationDoc>> = {
  listIntegrationEvents: {
    tag: "Events",
    summary: "List the events of an integration",
    description:
      "Newest first, and complete at once: what has been answered is in it. The events of a removed integration can be read for 90 days.",
    answers: [
      {
        status: 200,
        description: "One page.",
        content: { schema: "IntegrationEventList" },
        examples: ["integration-events"],
      },
    ],
    problems: [...PROTECTED, ...UPSTREAM, "not-found", "invalid-cursor"],
  },
  listEvents: {
    tag: "Events",
    summary: "Follow the events of all integrations",
    description: `Those of the caller's integrations, or of everybody's for an admin, oldest first. To follow them, ask again and again with \`after\`: send \`nextCursor\` until it is null, then the id of the last event seen.

An event is in this list a few seconds after it happened, and not before: only then is it certain that none will be written before it any more. Whoever goes on after the last event seen therefore misses none and sees none twice. The events of one integration are listed without that delay.`,
    answers: [
      { status: 200, description: "One page.", content: { schema: "EventList" }, examples: ["events", "events-end"] },
    ],
    problems: [...PROTECTED, ...UPSTREAM],
  },
};
