import type { IntegrationEventType } from "@latchkey/core/integration";
import type { World } from "../../support/invariants.ts";
import type { Answer } from "../service/place.ts";
import type { Ask, Known } from "./asks.ts";
import type { Beginning } from "./beginnings.ts";

/** A request with a text that no other has, and what it was told. */
interface Asked {
  readonly ask: Ask;
  readonly value: string;
  readonly answer: Answer;
}

/** Two that were at work at once. */
export interface Pair {
  readonly beginning: Beginning;
  readonly known: Known;
  readonly words: string;
  readonly asked: readonly Asked[];
}

/** Codes by which somebody outside, or a defect, is blamed. There is nobody outside here. */
const BLAME = [
  "client-gone",
  "drifted",
  "internal",
  "provider-refused",
  "secret-refused",
  "secret-slot-taken",
  "unknown-live-field",
  "upstream-unavailable",
];

/** What is wrong with what they were told. */
export function wrongAnswers({ asked }: Pair): readonly string[] {
  const blamed = asked.flatMap(({ answer: { body } }) => {
    const { code = "", detail = "" } = (body ?? {}) as { readonly code?: string; readonly detail?: string };
    return BLAME.includes(code) || detail.includes("deleted there") ? [`${code}: ${detail}`] : [];
  });
  const unchanged = asked.filter(
    ({ ask, value, answer: { status, body } }) =>
      ask.kind === "update" && status === 200 && !JSON.stringify(body).includes(value),
  );
  return [
    ...blamed,
    ...unchanged.map(() => "a patch was told to be done, and what it was shown is the old"),
    ...(done(asked, "update") > 1 ? ["two patches with one entity tag were both accepted"] : []),
  ];
}

/** Whether what they were told is what was done, by what the event trail says when all has come to rest. */
export function wrongEvents({ beginning, known, asked }: Pair, { items, rows }: World): readonly string[] {
  const told = items.filter(({ pk, sk }) => pk === `INT#${known.id}` && String(sk).startsWith("EVT#"));
  const count = (type: IntegrationEventType): number => told.filter((event) => event["type"] === type).length;
  const accepted = (kind: Ask["kind"]): number => done(asked, kind) + (beginning.earlier[kind] ?? 0);
  const removed = accepted("remove") > 0;
  const state = rows.find(({ id }) => id === known.id)?.state;
  const updates = count("integration.updated");
  const rotations = count("rotation.started");
  return [
    ...differs("state", state, removed ? "removed" : "active"),
    ...differs("removals told", count("integration.removed"), removed ? 1 : 0),
    // What was accepted and not finished is given up when the integration is.
    ...(removed && updates >= finished(asked, "update") && updates <= accepted("update")
      ? []
      : differs("updates told", updates, accepted("update"))),
    // One that had begun is answered with 404 once the integration is removed.
    ...(removed && rotations >= accepted("rotate") ? [] : differs("rotations begun", rotations, accepted("rotate"))),
    ...differs("reveals told", count("secret.revealed"), accepted("reveal")),
    ...(finished(asked, "complete") > 0 && finished(asked, "abort") > 0
      ? ["a rotation was both completed and taken back"]
      : []),
  ];
}

const ofKind = (asked: Pair["asked"], kind: Ask["kind"]): readonly Answer[] =>
  asked.flatMap(({ ask, answer }) => (ask.kind === kind ? [answer] : []));

/** How many of a kind were accepted, finished or not. */
const done = (asked: Pair["asked"], kind: Ask["kind"]): number =>
  ofKind(asked, kind).filter(({ status }) => status < 300).length;

/** How many of a kind were told to be done. */
const finished = (asked: Pair["asked"], kind: Ask["kind"]): number =>
  ofKind(asked, kind).filter(({ status }) => status < 300 && status !== 202).length;

const differs = (what: string, found: unknown, wanted: unknown): readonly string[] =>
  found === wanted ? [] : [`${what}: ${String(found)}, not ${String(wanted)}`];
