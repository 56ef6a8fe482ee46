import { type EventId, isEventId } from "@latchkey/core/ids";
import type { IntegrationState } from "@latchkey/core/integration";
import { LABEL_KEY, LABEL_VALUE } from "./labels.ts";
import { choiceParameter, flagParameter, integerParameter, type Parameter, textParameter } from "./parameters.ts";
import { connectorParameter } from "./path-parameters.ts";

export const secretMode = choiceParameter(
  "`inline` writes the live client secret into the artifacts and needs the scope `integrations/reveal`. `reference` writes a reference to it.",
  ["inline", "reference"],
  "inline",
);

export const dryRun = flagParameter(
  "Answers what the registration would make, by reference and without touching anything.",
);

export const limit = integerParameter("The size of a page at most.", { min: 1, max: 100, fallback: 25 });

export const cursor = textParameter("Continues a list: the `nextCursor` of the page before, with the same filters.", {
  pattern: /^[A-Za-z0-9_-]{1,800}$/,
  fix: "Send nextCursor of the page before, unchanged.",
});

export const connectorFilter = textParameter("Only integrations of this connector.", {
  pattern: new RegExp(connectorParameter.pattern),
  fix: "Send a connector's id, as GET /v1/connectors lists it.",
  example: connectorParameter.example,
});

type VisibleState = Exclude<IntegrationState, "removed">;
/** The states in which an integration is shown. */
export const visibleStates = [
  "provisioning",
  "active",
  "updating",
  "removing",
  "failed",
] as const satisfies readonly VisibleState[];

export const stateFilter = choiceParameter("Only integrations in this state.", visibleStates, undefined);

/** `key:value`; a key holds no colon, so that the first one separates. */
export const label: Parameter<{ readonly key: string; readonly value: string } | undefined> = {
  description: "Only integrations with this label, written `key:value`.",
  schema: { type: "string", pattern: "^[a-z0-9][a-z0-9._/-]{0,62}:.{0,256}$" },
  example: "team:platform",
  parse(text) {
    if (text === undefined) return { ok: true, value: undefined };
    const colon = text.indexOf(":");
    const [key, value] = [text.slice(0, Math.max(colon, 0)), text.slice(colon + 1)];
    if (!LABEL_KEY.test(key) || !LABEL_VALUE.test(value))
      return { ok: false, detail: "Send a label as key:value, for example team:platform." };
    return { ok: true, value: { key, value } };
  },
};

export const drift = choiceParameter(
  "What becomes of a field of the app client that this patch changes and that somebody else has changed in Cognito: `refuse` changes nothing and answers `drifted`, `overwrite` replaces it.",
  ["refuse", "overwrite"],
  "refuse",
);

/** The last event seen. Its form is checked, nothing else: an event that does not exist is a place in time like any other. */
export const afterEvent: Parameter<EventId | undefined> = {
  description: "Only what came after this event: `nextCursor` of the page before, or the id of the last event seen.",
  schema: { type: "string", pattern: "^evt_[0-7][0-9A-HJKMNP-TV-Z]{25}$" },
  example: "evt_01KAJ8XQ6T2M9WZ3R5V7Y0BCDE",
  parse(text) {
    if (text === undefined || isEventId(text)) return { ok: true, value: text };
    return { ok: false, detail: "Send the id of an event, as this list shows it." };
  },
};
