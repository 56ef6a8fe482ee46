import { worstOf } from "@latchkey/core/health";
import type { Integration, IntegrationEvent } from "@latchkey/core/integration";
import type { LiveClient } from "@latchkey/core/ports/app-clients";
import { DAY_MS, DEFAULT_OVERLAP, type Rotation } from "@latchkey/core/rotation";
import { judge } from "@latchkey/core/usecases/health/judge";
import { rotationIdParameter } from "../path-parameters.ts";
import { representEvent } from "../representations/event.ts";
import { representHealthReport } from "../representations/health-report.ts";
import { representRotation } from "../representations/rotation.ts";
import type { ExampleObject } from "./document.ts";
import { AT, asJson } from "./example-rows.ts";

const ROTATED_AT = AT + 30 * DAY_MS;

/** What happens to an integration after its registration: rotations, events, health. */
export const activityExamples = (row: Integration): Readonly<Record<string, ExampleObject>> => ({
  ...rotationExamples(row),
  ...eventExamples(row),
  ...healthExamples(row),
});

const rotationOf = (row: Integration, change: Partial<Rotation>): Rotation => ({
  // The documented id of a rotation has the form of one.
  id: rotationIdParameter.example as Rotation["id"],
  state: "overlap",
  reason: "requested",
  startedBy: row.owner,
  startedAt: ROTATED_AT,
  ...DEFAULT_OVERLAP,
  retireAt: ROTATED_AT + DEFAULT_OVERLAP.overlapDays * DAY_MS,
  version: "",
  previousVersion: "",
  knownIds: [],
  proveUntil: ROTATED_AT,
  notices: 0,
  ...change,
});

function rotationExamples(row: Integration): Readonly<Record<string, ExampleObject>> {
  const shown = (summary: string, change: Partial<Rotation>): ExampleObject => ({
    summary,
    value: asJson(representRotation(row.id, rotationOf(row, change))),
  });
  const endedAt = ROTATED_AT + 2 * DAY_MS;
  return {
    rotate: { summary: "In good order", value: { reason: "requested", overlapDays: 14 } },
    "rotate-compromised": { summary: "Somebody may know the secret", value: { reason: "compromised" } },
    "rotation-staging": shown("Not finished", { state: "staging" }),
    "rotation-overlap": shown("Both secrets are live", {}),
    "rotation-completed": shown("The new secret alone", { state: "completed", endedAt }),
    "rotation-compromised": shown("Without an overlap", {
      state: "completed",
      reason: "compromised",
      endedAt: ROTATED_AT + 700,
    }),
    "rotation-aborted": shown("The old secret alone", { state: "aborted", endedAt }),
  };
}

function eventExamples(row: Integration): Readonly<Record<string, ExampleObject>> {
  const { id: rotationId, reason } = rotationOf(row, {});
  const event = (
    id: IntegrationEvent["id"],
    at: number,
    type: IntegrationEvent["type"],
    data: IntegrationEvent["data"],
  ) => representEvent({ id, integrationId: row.id, owner: row.owner, type, actor: row.owner, at, data });
  const events = [
    event("evt_01KAJ8XQ6T2M9WZ3R5V7Y0BCDG", AT + 400, "integration.registered", {
      connector: row.connector,
      clientId: row.clientId ?? "",
    }),
    event("evt_01KAJ8XQ6T2M9WZ3R5V7Y0BCDH", AT + 400, "secret.revealed", { by: "registration" }),
    event("evt_01KCZGD5ZT2M9WZ3R5V7Y0BCDJ", ROTATED_AT, "rotation.started", { rotationId, reason }),
  ];
  return {
    "integration-events": {
      summary: "The last page",
      value: asJson({ items: events.toReversed(), nextCursor: null }),
    },
    events: { summary: "A page with more to come", value: asJson({ items: events, nextCursor: events.at(-1)?.id }) },
    "events-end": { summary: "Nothing new", value: { items: [], nextCursor: null } },
  };
}

const SOUND: LiveClient = { drift: [], foreign: [], unknown: [] };
const CHANGED: LiveClient = {
  drift: [{ field: "AllowedOAuthScopes", recorded: ["openid", "email", "profile"], live: ["openid"] }],
  foreign: ["ReadAttributes"],
  unknown: [],
};

function healthExamples(row: Integration): Readonly<Record<string, ExampleObject>> {
  const report = (summary: string, live: LiveClient): ExampleObject => {
    const found = {
      domain: { answer: "ACTIVE" },
      styled: { answer: true },
      client: { answer: live },
      secret: { answer: "accepted" as const },
    };
    const judged = judge(row, found, ROTATED_AT);
    const value = { status: worstOf(judged.checks), checkedAt: ROTATED_AT, ...judged };
    return { summary, value: asJson(representHealthReport(value)) };
  };
  return {
    "health-report": report("All is well", SOUND),
    "health-report-failing": report("Somebody has changed the app client", CHANGED),
  };
}
