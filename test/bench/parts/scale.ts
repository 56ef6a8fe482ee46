import type { Worker } from "../children/worker.ts";
import type { Gate, Part, PartContext, PartResult, Row } from "../part.ts";
import { type Growing, type Populated, populate, type Usage } from "../populated.ts";
import { type Estimate, estimate, median, shuffled } from "../statistics.ts";

const COUNTS = [10, 1_000, 10_000, 100_000] as const;
const [, SMALL, , LARGE] = COUNTS;
const ROUNDS = 15;
/** Requests of one round, of which the median counts. */
const TIMES = 7;

/** The same requests over few and many integrations. */
export const scale: Part = { name: "scale", summary: "requests over 10 to 100,000 integrations", run };

/** Request -> number of integrations -> what it did, and how long it took in each round, in milliseconds. */
type Found = ReadonlyMap<string, ReadonlyMap<number, { readonly usage: Usage; readonly took: number[] }>>;

async function run(context: PartContext): Promise<PartResult> {
  const tables: Populated[] = [];
  try {
    for (const count of COUNTS) {
      context.onProgress(`scale: filling a table with ${count} integrations`);
      tables.push(await populate(count, context.bundles));
    }
    const found = await usages(context, tables);
    await times(context, tables, found);
    return report(found, context.rounds ?? ROUNDS);
  } finally {
    for (const table of tables) await table.close();
  }
}

async function usages({ onProgress }: PartContext, tables: readonly Populated[]): Promise<Found> {
  const found = new Map<string, Map<number, { usage: Usage; took: number[] }>>();
  for (const table of tables) {
    onProgress(`scale: calls over ${table.count} integrations`);
    for (const request of table.requests) {
      const usage = await table.usage(request);
      found.set(request.name, (found.get(request.name) ?? new Map()).set(table.count, { usage, took: [] }));
    }
  }
  return found;
}

async function times(
  { runtimes, rounds = ROUNDS, onProgress }: PartContext,
  tables: readonly Populated[],
  found: Found,
): Promise<void> {
  // The stand-in itself runs on the current Node, and most of the time is its.
  const node = runtimes[0]?.path ?? process.execPath;
  const workers = new Map<number, Worker>();
  for (const { count, worker } of tables) workers.set(count, await worker(node));
  const all = tables.flatMap(({ count, requests }) => requests.map((request) => ({ count, request })));
  for (let round = 0; round <= rounds; round += 1) {
    onProgress(`scale: round ${round} of ${rounds}`);
    for (const { count, request } of shuffled(all)) {
      const ms = await timeOf(workers.get(count), request);
      // The first round does not count.
      if (round > 0) found.get(request.name)?.get(count)?.took.push(ms);
    }
  }
  for (const worker of workers.values()) await worker.close();
}

async function timeOf(worker: Worker | undefined, { function: name, event }: Growing): Promise<number> {
  return median((await worker?.run({ function: name, event, times: TIMES }))?.took ?? []);
}

function report(found: Found, rounds: number): PartResult {
  const rows: Row[] = [];
  const gates: Gate[] = [];
  for (const [request, byCount] of found) {
    const usageAt = (count: number) => byCount.get(count)?.usage;
    const ratio = growth(byCount.get(LARGE)?.took ?? [], byCount.get(SMALL)?.took ?? []);
    rows.push({
      request,
      ...Object.fromEntries(
        [...byCount].map(([count, { usage, took }]) => [
          `${count.toLocaleString("en")}: calls, items, ms`,
          `${usage.calls.length}, ${usage.items}, ${median(took).toFixed(2)}`,
        ]),
      ),
      "100,000 / 1,000": `${ratio.median.toFixed(2)} (${ratio.low.toFixed(2)}-${ratio.high.toFixed(2)})`,
    });
    const [small, large] = [usageAt(SMALL), usageAt(LARGE)];
    gates.push(
      {
        name: `calls of ${request}, 100,000 as 1,000`,
        measured: large?.calls.length ?? -1,
        limit: small?.calls.length ?? 0,
        kind: "exactly",
        noisy: false,
      },
      {
        name: `items read by ${request}, 100,000 as 1,000`,
        measured: large?.items ?? -1,
        limit: small?.items ?? 0,
        kind: "exactly",
        noisy: false,
      },
      { name: `time of ${request}, 100,000 / 1,000`, measured: ratio.median, interval: ratio, limit: 1.3, noisy: true },
    );
  }
  const note = `Upstream calls, items that DynamoDB read, and milliseconds (medians of ${rounds} interleaved rounds), by the number of integrations, all of one owner.`;
  return { tables: [{ title: "Growth", note, rows }], gates };
}

const growth = (large: readonly number[], small: readonly number[]): Estimate =>
  estimate(large.map((ms, round) => ms / (small[round] ?? Number.NaN)));
