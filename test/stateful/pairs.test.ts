import { describe, expect, it } from "vitest";
import { readWorld } from "../support/invariants.ts";
import { type Ask, newValue } from "./pairs/asks.ts";
import { type Beginning, beginnings } from "./pairs/beginnings.ts";
import { callsOf, doBoth } from "./pairs/held.ts";
import { type Pair, wrongAnswers, wrongEvents } from "./pairs/judge.ts";
import { violationsAtRest } from "./service/looks.ts";
import { openPlace, type Place } from "./service/place.ts";

/** `PAIRS=all` tries every pair at every call; `npm test` every eleventh of them, always the same ones. */
const SHARE = process.env["PAIRS"] === "all" ? 1 : 11;

describe.each(beginnings.map((beginning) => [beginning.name, beginning] as const))("%s", (_name, beginning) => {
  it.each(Object.entries(beginning.asks))(
    "%s, held at each upstream call while another is served",
    async (...first) => {
      const defects: unknown[] = [];
      const place = await openPlace((error) => defects.push(error));
      try {
        const pairs = await tried(place, beginning, first);
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

async function tried(place: Place, beginning: Beginning, [name, ask]: [string, Ask]): Promise<readonly Pair[]> {
  const alone = await beginning.prepare(place);
  const calls = await callsOf(place, () => ask.send(place, alone, newValue()));
  expect(calls).not.toEqual([]);
  await place.drain();
  const others = Object.entries(beginning.asks);
  const cases = calls.flatMap((_, call) => others.map((other) => ({ call, other })));
  const pairs: Pair[] = [];
  for (const { call, other } of cases.filter((_, index) => index % SHARE === cases.length % SHARE)) {
    const known = await beginning.prepare(place);
    const one = { ask, value: newValue() };
    const two = { ask: other[1], value: newValue() };
    const send = (wish: typeof one) => () => wish.ask.send(place, known, wish.value);
    const answers = await doBoth(place, [send(one), send(two)], call);
    const at = `${calls[call]?.operation} ${call + 1}`;
    const words = `${name} (${answers[0].status}) while it waited for ${at}, and ${other[0]} (${answers[1].status})`;
    const asked = [
      { ...one, answer: answers[0] },
      { ...two, answer: answers[1] },
    ];
    pairs.push({ beginning, known, words, asked });
    // What it has left would be in the way of the next pair's reconciler.
    await place.drain();
  }
  return pairs;
}
