import type { FaultRule } from "@latchkey/local/kernel/faults";
import type { AsyncCommand } from "fast-check";
import { expect } from "vitest";
import { readWorld } from "../../support/invariants.ts";
import { faultInWords } from "../service/faults.ts";
import { violationsAtRest, violationsNow } from "../service/looks.ts";
import type { Answer, Place, Request } from "../service/place.ts";
import {
  type Application,
  type Ask,
  type Asked,
  type Fate,
  FIRST_URL,
  matches,
  possibleStates,
  type State,
} from "./expectation.ts";

/** What the callers remember, besides what has to be. */
export interface Known {
  state: State;
  /** By key: whatever it has led to. Another generation of keys begins when the application is gone. */
  generation: number;
  ids: Map<string, string>;
  id: string;
  rotation: string;
}

export const nothingKnown = (): Known => ({
  state: undefined,
  generation: 1,
  ids: new Map(),
  id: "int_01ARZ3NDEKTSV4RRFFQ69G5FAV",
  rotation: "rot_01ARZ3NDEKTSV4RRFFQ69G5FAV",
});

/** Two actors at once, the reconciler beside them if it is to be, and calls that go wrong. */
export interface Turn {
  readonly asks: readonly Ask[];
  readonly gapMs: number;
  readonly reconciler: boolean;
  readonly faults: readonly FaultRule[];
}

/** Plays the turn on the real service, lets it come to rest, and compares it with what one request after the other would lead to. */
export const turn = (its: Turn): AsyncCommand<Known, Place> => ({
  check: () => true,
  toString: () => inWords(its),
  async run(known, place) {
    const before = known.state;
    const mend = its.faults.map((rule) => place.faults.add(rule));
    const [, ...asked] = await Promise.all([
      its.reconciler ? place.reconcile().catch(onlyUpstream) : undefined,
      ...its.asks.map((ask, index) => askFor(place, known, ask, { afterMs: index * its.gapMs, faults: its.faults })),
    ]);
    for (const mended of mend) mended();
    expect(await violationsNow(place), "on the way").toEqual([]);
    expect(await violationsAtRest(place), "at rest").toEqual([]);
    const seen = await look(place, known);
    const expected = possibleStates(before, asked);
    const words = `${JSON.stringify(before)} became ${JSON.stringify(seen)}, after ${JSON.stringify(asked)}`;
    expect(
      expected.some((state) => matches(seen, state, before)),
      words,
    ).toBe(true);
    known.state = seen;
    if (seen === undefined) known.generation += 1;
  },
});

function onlyUpstream(error: unknown): void {
  if (!(error instanceof Error) || error.name !== "UpstreamError") throw error;
}

async function askFor(
  place: Place,
  known: Known,
  ask: Ask,
  { afterMs, faults }: { readonly afterMs: number; readonly faults: readonly FaultRule[] },
): Promise<Asked> {
  const request = requestFor(known, ask);
  await new Promise((resolve) => setTimeout(resolve, afterMs));
  const answer = await place.send(request);
  expect([200, 201, 202, 204, 404, 409, 412, 503], JSON.stringify(answer.body)).toContain(answer.status);
  learn(known, ask, answer);
  return { ask, fate: fateOf(answer, faults) };
}

/** A refusal may have been given in view of a row that a call on its way was about to change. */
function fateOf({ status }: Answer, faults: readonly FaultRule[]): Fate {
  if (status === 202 || status === 503) return "open";
  if (status < 300) return "done";
  return faults.some(({ fault }) => fault.kind === "late") ? "open" : "refused";
}

const keyOf = ({ generation }: Known, key: string): string => `${key} ${generation}`;

function requestFor(known: Known, ask: Ask): Request {
  const path = `/v1/integrations/${known.id}`;
  const rotation = `${path}/rotations/${known.rotation}`;
  const write = { group: "write", method: "POST" } as const;
  switch (ask.kind) {
    case "register": {
      const body = { connector: "gitlab", name: "Build server", settings: { baseUrl: FIRST_URL } };
      const headers = { "idempotency-key": keyOf(known, ask.key) };
      return { ...write, path: "/v1/integrations", headers, body };
    }
    case "update": {
      const headers = { "if-match": "*", "content-type": "application/merge-patch+json" };
      return { ...write, method: "PATCH", path, headers, body: { settings: { baseUrl: ask.url } } };
    }
    case "rotate":
      return { ...write, path: `${path}/rotations`, body: { reason: "requested" } };
    case "compromised":
      return { ...write, path: `${path}/rotations`, body: { reason: "compromised" } };
    case "complete":
    case "abort":
      return { ...write, path: `${rotation}/${ask.kind}` };
    case "remove":
      return { ...write, method: "DELETE", path };
  }
}

/** One key leads to one integration, always. */
function learn(known: Known, ask: Ask, { status, body }: Answer): void {
  if (status !== 200 && status !== 201 && status !== 202) return;
  if (ask.kind === "rotate" || ask.kind === "compromised") known.rotation = String(body.id);
  if (ask.kind !== "register") return;
  const key = keyOf(known, ask.key);
  const id = String(body.id);
  expect(known.ids.get(key) ?? id, `what ${key} leads to`).toBe(id);
  known.ids.set(key, id);
}

/** The one application that is registered, by what is stored. */
async function look(place: Place, known: Known): Promise<State> {
  const { rows, items } = await readWorld(place);
  const active = rows.filter(({ state }) => state === "active");
  expect(active.length, "the number of active integrations").toBeLessThanOrEqual(1);
  const [row] = active;
  if (row === undefined) return undefined;
  known.id = row.id;
  const { currentRotation: rotation } = row;
  if (rotation?.state === "overlap") known.rotation = rotation.id;
  const claim = items.find(({ integrationId, requestHash }) => integrationId === row.id && requestHash !== undefined);
  const seen: Application = {
    key: String(claim?.["key"] ?? claim?.["pk"]).includes("one") ? "one" : "other",
    url: (row.settings as { readonly baseUrl: string }).baseUrl,
    current: row.secretVersion ?? "",
    ...(rotation?.state === "overlap" && { previous: rotation.previousVersion }),
  };
  return seen;
}

function inWords({ asks, gapMs, reconciler, faults }: Turn): string {
  const actors = [...asks.map((ask) => Object.values(ask).join(" ")), ...(reconciler ? ["reconcile"] : [])];
  const trouble = faults.length === 0 ? "" : ` while ${faults.map(faultInWords).join(", ")}`;
  return `[${actors.join(` | ${gapMs} ms later `)}${trouble}]`;
}
