import { describe, expect, it } from "vitest";
import { readWorld } from "../support/invariants.ts";
import { type Ask, asks, type Beginning, newValue, prepared } from "./pairs/asks.ts";
import { callsOf, sendBoth } from "./pairs/held.ts";
import { type Pair, wrongAnswers, wrongEvents } from "./pairs/judge.ts";
import { violationsAtRest } from "./service/looks.ts";
import { openPlace, type Place } from "./service/place.ts";

/**
 * `PAIRS=all` tries every pair at every call; `npm test` every seventh of them, always the same ones. There are eight or nine requests,
 * so that each comes to be the other one.
 */
const SHARE = process.env["PAIRS"] === "all" ? 1 : 7;

type Named = readonly [name: string, ask: Ask];
const entries = (beginning: Beginning): readonly Named[] => Object.entries(asks[beginning]);

describe.each(["active", "overlap"] as const)("of two requests on an integration that is in %s", (beginning) => {
  const all = entries(beginning);

  it.each(all)(
    "%s, held at each of its calls while the other is served",
    async (...first) => {
      const defects: unknown[] = [];
      const place = await openPlace((error) => defects.push(error));
      try {
        const pairs = await tried(place, beginning, first, all);
        const rest = await violationsAtRest(place);
        const world = await readWorld(place);
        const wrong = pairs.flatMap((pair) =>
          [...wrongAnswers(pair), ...wrongEvents(pair, world)].map((problem) => `${pair.words}: ${problem}`),
        );
        expect([...wrong, ...rest, ...defects]).toEqual([]);
      } finally {
        await place.close();
      }
    },
    600_000,
  );
});

async function tried(
  place: Place,
  beginning: Beginning,
  first: Named,
  all: readonly Named[],
): Promise<readonly Pair[]> {
  const calls = await callsOf(place, first[1].request(await prepared(place, beginning), newValue()));
  expect(calls).not.toEqual([]);
  const cases = calls.flatMap((_, call) => all.map((other) => ({ call, other })));
  const pairs: Pair[] = [];
  for (const { call, other } of cases.filter((_, index) => index % SHARE === cases.length % SHARE)) {
    const known = await prepared(place, beginning);
    const one = { ask: first[1], value: newValue() };
    const two = { ask: other[1], value: newValue() };
    const requests = [one.ask.request(known, one.value), two.ask.request(known, two.value)] as const;
    const answers = await sendBoth(place, requests, call);
    const at = `${calls[call]?.operation} ${call + 1}`;
    const words = `${first[0]} (${answers[0].status}) while it waited for ${at}, and ${other[0]} (${answers[1].status})`;
    const asked = [
      { ...one, answer: answers[0] },
      { ...two, answer: answers[1] },
    ];
    pairs.push({ beginning, known, words, asked });
  }
  return pairs;
}
