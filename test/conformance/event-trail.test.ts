import type { Owner } from "@latchkey/core/caller";
import type { EventId, IntegrationId } from "@latchkey/core/ids";
import type { Integration, IntegrationEvent } from "@latchkey/core/integration";
import { changed } from "@latchkey/core/operations/change";
import type { EventPage } from "@latchkey/core/ports/event-trail";
import { systemClock } from "@latchkey/runtime/clock";
import { systemIds } from "@latchkey/runtime/ids";
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { integrationRow } from "../support/integration-row.ts";
import { type TestAws, testAws } from "../support/test-aws.ts";

/** Ids and times are the tests' own: a moment in this. */
let moment = 1_000_000;
const ids = systemIds({ now: () => moment });
const FOREVER = Number.MAX_SAFE_INTEGER;
let aws: TestAws;
let owners = 0;

beforeAll(async () => {
  aws = await testAws();
});
afterAll(() => aws.close());

const trail = () => aws.services.trail;

async function integration(owner: Owner = `client:events-${++owners}`): Promise<Integration> {
  const row = integrationRow({ id: ids.integration(), name: `n${moment++}`, owner });
  await aws.services.registry.reserve(row, { limits: { perOwner: 1_000, stylesPerPool: 20 } }, {});
  return row;
}

/** An event of a moment; its id is of the same moment unless given. */
function event(row: Pick<Integration, "id" | "owner">, at = ++moment, id?: EventId): IntegrationEvent {
  moment = Math.max(moment, at);
  return {
    id: id ?? systemIds({ now: () => at }).event(),
    integrationId: row.id,
    owner: row.owner,
    type: "rotation.started",
    actor: "latchkey",
    at,
    data: { rotationId: "rot_1", nested: { list: [1, null] } },
  };
}

/** Writes them as everything is written: in the transaction of a change. */
async function commit(row: Integration, events: readonly IntegrationEvent[]): Promise<Integration> {
  const after = changed(row, systemClock.now(), {});
  expect(await aws.services.registry.save({ before: row, after, events }, {})).toEqual({ kind: "saved" });
  return after;
}

async function commitEach(row: Integration, count: number): Promise<readonly IntegrationEvent[]> {
  const events = Array.from({ length: count }, () => event(row));
  for (let start = 0; start < events.length; start += 20) row = await commit(row, events.slice(start, start + 20));
  return events;
}

async function all(page: (after: EventId | undefined) => Promise<EventPage>): Promise<readonly IntegrationEvent[]> {
  const items: IntegrationEvent[] = [];
  let after: EventId | undefined;
  do {
    const { items: found, next } = await page(after);
    items.push(...found);
    // Going on is always after the last one seen.
    expect([undefined, found.at(-1)?.id]).toContain(next);
    after = next;
  } while (after !== undefined);
  return items;
}

const followed = (owner: Owner | undefined, limit: number, before = FOREVER) =>
  all((after) => trail().ofOwner(owner, { limit, before, ...(after && { after }) }, {}));

const idsOf = (events: readonly IntegrationEvent[]) => events.map(({ id }) => id);

describe("the events of one integration", () => {
  it("come newest first, page by page, each once and as they were written", async () => {
    const row = await integration();
    const written = await commitEach(row, 23);
    await commitEach(await integration(row.owner), 5);
    for (const limit of [1, 5, 22, 23, 24, 100]) {
      const read = await all((after) => trail().ofIntegration(row.id, { limit, ...(after && { after }) }, {}));
      expect(read).toEqual(written.toReversed());
    }
  });

  it("are none for an integration that has none, or is not there", async () => {
    const { id } = await integration();
    expect(await trail().ofIntegration(id, { limit: 10 }, {})).toEqual({ items: [], next: undefined });
    expect(await trail().ofIntegration(ids.integration(), { limit: 10 }, {})).toEqual({ items: [], next: undefined });
  });

  it("go on after an event that does not exist as after a place in time", async () => {
    const row = await integration();
    const written = await commitEach(row, 4);
    const between = systemIds({ now: () => written[1]!.at }).event();
    const { items } = await trail().ofIntegration(row.id, { limit: 10, after: between }, {});
    expect(written.toReversed().map(({ id }) => id)).toEqual(expect.arrayContaining(idsOf(items)));
    expect(items.every(({ id }) => id < between)).toBe(true);
  });
});

describe("the events of an owner", () => {
  it("come oldest first over all integrations, each once, and nobody else's", async () => {
    const [one, other, stranger] = [await integration(), await integration(), await integration()];
    const second = await integration(one.owner);
    let [a, b] = [one, second];
    const written: IntegrationEvent[] = [];
    for (let index = 0; index < 9; index += 1) {
      const events = [event(a), event(b)];
      a = await commit(a, [events[0]!]);
      b = await commit(b, [events[1]!]);
      written.push(...events);
    }
    await commitEach(stranger, 3);
    await commitEach(other, 3);
    for (const limit of [1, 4, 17, 18, 19]) expect(await followed(one.owner, limit)).toEqual(written);
  });

  it("merge into one list over everybody's in the order of their ids, whatever the size of a page", async () => {
    const rows = await Promise.all(Array.from({ length: 6 }, () => integration()));
    const written = (await Promise.all(rows.map((row) => commitEach(row, 11)))).flat();
    const everything = await followed(undefined, 100);
    expect(idsOf(everything)).toEqual(idsOf(everything).toSorted());
    expect(new Set(idsOf(everything)).size).toBe(everything.length);
    expect(idsOf(everything)).toEqual(expect.arrayContaining(idsOf(written)));
    for (const limit of [1, 3, 50]) expect(idsOf(await followed(undefined, limit))).toEqual(idsOf(everything));
  });

  it("are held back until nothing can be written before them any more", async () => {
    const row = await integration();
    const young = event(row, 2_000_000);
    const withYoung = await commit(row, [young]);
    const page = (before: number, after?: EventId) =>
      trail().ofOwner(row.owner, { limit: 10, before, ...(after && { after }) }, {});
    expect(await page(2_000_000)).toEqual({ items: [], next: undefined });
    // Made earlier, committed later, by somebody slower.
    const older = event(row, 1_999_990);
    await commit(withYoung, [older]);
    expect(idsOf((await page(2_000_000)).items)).toEqual([older.id]);
    expect(idsOf((await page(2_000_001)).items)).toEqual([older.id, young.id]);
    expect(idsOf((await page(2_000_001, older.id)).items)).toEqual([young.id]);
  });

  it("hold back what comes after one that is held back, by whatever clock that was written", async () => {
    const row = await integration();
    const [one, two, three] = [ids.event(), ids.event(), ids.event()];
    const fast = event(row, 5_000_000, two);
    const written = [event(row, 3_000_000, one), fast, event(row, 3_000_001, three)];
    await commit(row, written);
    expect(idsOf(await followed(row.owner, 10, 4_000_000))).toEqual([one]);
    expect(idsOf(await followed(row.owner, 1, 4_000_000))).toEqual([one]);
    expect(idsOf(await followed(row.owner, 10, 5_000_001))).toEqual([one, two, three]);
  });

  it("are missed by nobody who goes on after the last one seen, in whatever order they are committed", async () => {
    await fc.assert(
      fc.asyncProperty(
        // How much later than it was made each of them is committed, at most 9 of a delay of 10; and how the reader comes by.
        fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 5 }),
        async (lateness, limit, rhythm) => {
          let row = await integration();
          moment += 100;
          const start = moment;
          const events = lateness.map((_, index) => event(row, start + index * 2));
          const commits = events
            .map((each, index) => ({ each, at: each.at + lateness[index]! }))
            .toSorted((one, other) => one.at - other.at);
          const seen: EventId[] = [];
          for (let now = start; now <= start + events.length * 2 + 25; now += 1) {
            for (const { each } of commits.filter(({ at }) => at === now)) row = await commit(row, [each]);
            if ((now - start) % rhythm !== 0) continue;
            const after = seen.at(-1);
            const page = await trail().ofOwner(row.owner, { limit, before: now - 10, ...(after && { after }) }, {});
            seen.push(...idsOf(page.items));
          }
          const rest = await all((last) => {
            const after = last ?? seen.at(-1);
            return trail().ofOwner(row.owner, { limit, before: FOREVER, ...(after && { after }) }, {});
          });
          expect([...seen, ...idsOf(rest)]).toEqual(idsOf(events));
        },
      ),
      { numRuns: 15 },
    );
  });
});

describe("the outbox", () => {
  const drain = async () => {
    for (let open = await trail().unpublished(100, {}); open.length > 0; open = await trail().unpublished(100, {}))
      await trail().markPublished(open, {});
  };
  const open = async (limit = 100) => idsOf(await trail().unpublished(limit, {}));

  it("holds what was committed until it is marked, oldest first, at most as many as asked for", async () => {
    await drain();
    const row = await integration();
    const [old, young] = [event(row, 10_000_000), event(row, 10_000_500)];
    const other = event(row, 10_000_200);
    let current = await commit(row, [young]);
    current = await commit(current, [old]);
    await commit(current, [other]);
    expect(await open()).toEqual([old.id, other.id, young.id]);
    expect(await open(2)).toEqual([old.id, other.id]);
    expect((await trail().unpublished(1, {}))[0]).toEqual(old);
    await trail().markPublished([old, young], {});
    expect(await open()).toEqual([other.id]);
  });

  it("does not hold what was not committed", async () => {
    await drain();
    const row = await integration();
    await commit(row, []);
    const lost = event(row);
    const stale = { before: row, after: changed(row, 1, {}), events: [lost] };
    expect(await aws.services.registry.save(stale, {})).toEqual({ kind: "stale" });
    expect(await open()).toEqual([]);
    expect((await trail().ofIntegration(row.id, { limit: 9 }, {})).items).toEqual([]);
  });

  it("is marked again without harm, and the event stays in every list as it was", async () => {
    await drain();
    const row = await integration();
    const written = await commitEach(row, 10);
    await trail().markPublished(written, {});
    await trail().markPublished(written, {});
    await trail().markPublished([], {});
    expect(await open()).toEqual([]);
    expect(await followed(row.owner, 100)).toEqual(written);
    expect((await trail().ofIntegration(row.id, { limit: 100 }, {})).items).toEqual(written.toReversed());
  });

  it("makes nothing of an event that is not there", async () => {
    const nowhere: { id: IntegrationId; owner: Owner } = { id: ids.integration(), owner: "client:nobody" };
    await trail().markPublished([event(nowhere)], {});
    expect((await trail().ofIntegration(nowhere.id, { limit: 9 }, {})).items).toEqual([]);
  });
});
