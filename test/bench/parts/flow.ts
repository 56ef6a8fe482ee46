import type { Runtime } from "../fetched.ts";
import { FLOWS, type Flow } from "../flows.ts";
import { type Measured, startMeasured } from "../measured-upstream.ts";
import { type Gate, type Part, type PartContext, type PartResult, type Row, roundsOn, type Table } from "../part.ts";
import { answered, caseOf, type Recording } from "../recording.ts";
import { estimate, median, quantile, shuffled } from "../statistics.ts";
import { levelsOf } from "../upstream/call-levels.ts";

/** Rounds in all, over so many processes. */
const ROUNDS = 40;
const PROCESSES = 2;
const WARM_UP = 6;
const LATENCIES_MS = [0, 20, 50] as const;
/** A call that only measures the way there and back, about as long as one of AWS. */
const ROUND_TRIP = { headers: { "x-amz-target": "Bench.RoundTrip" }, body: "x".repeat(400) };

/** Whole requests over an AWS that takes its time. */
export const flow: Part = { name: "flow", summary: "requests over an AWS with latency", run };

/** What was measured of one flow with one latency. Times in milliseconds, round by round. */
interface Samples {
  readonly took: number[];
  /** One bare HTTPS request, and one call of the SDK, of the same round. */
  readonly bare: number[];
  readonly sdk: number[];
  readonly calls: Set<number>;
  readonly levels: Set<number>;
}

async function run(context: PartContext): Promise<PartResult> {
  const recording = await context.recording();
  const tables: Table[] = [];
  const gates: Gate[] = [];
  for (const runtime of context.runtimes) {
    const rows: Row[] = [];
    for (const latencyMs of LATENCIES_MS) {
      const samples = await samplesOf(context, recording, runtime, latencyMs);
      for (const [one, found] of samples) {
        rows.push(rowOf(one, latencyMs, found));
        if (runtime.deployed) gates.push(...gatesOf(one, latencyMs, found));
      }
    }
    tables.push({ title: `Requests on ${runtime.name}`, note: NOTE, rows });
  }
  return { tables, gates };
}

const NOTE =
  "Milliseconds over answers that arrive after the injected latency. The critical path is as many round trips one after another as the request has levels, measured in the same rounds: bare HTTPS requests, and calls of the SDK.";

async function samplesOf(
  context: PartContext,
  recording: Recording,
  runtime: Runtime,
  latencyMs: number,
): Promise<ReadonlyMap<Flow, Samples>> {
  const samples = new Map(
    FLOWS.map((one): [Flow, Samples] => [one, { took: [], bare: [], sdk: [], calls: new Set(), levels: new Set() }]),
  );
  const rounds = Math.ceil(roundsOn(runtime, context, ROUNDS) / PROCESSES);
  for (let process = 1; process <= PROCESSES; process += 1) {
    const measured = await startMeasured(context, runtime, latencyMs);
    for (let round = 1 - WARM_UP; round <= rounds; round += 1) {
      if (round % 10 === 0)
        context.onProgress(`flow, ${runtime.name}, ${latencyMs} ms: process ${process}, round ${round} of ${rounds}`);
      await measureRound(measured, recording, round > 0 ? samples : undefined);
    }
    await measured.close();
  }
  return samples;
}

async function measureRound(
  { upstream, worker }: Measured,
  recording: Recording,
  samples: ReadonlyMap<Flow, Samples> | undefined,
): Promise<void> {
  const path = { bare: 0, sdk: 0 };
  const found: (() => void)[] = [];
  const measurements = FLOWS.map((one) => async () => {
    const { tape, function: name, event } = caseOf(recording, one.name);
    upstream.play(tape);
    upstream.forget();
    const { took, result } = await worker.run({ function: name, event, times: 1 });
    await answered(result);
    const calls = [...upstream.calls];
    found.push(() => {
      const all = samples?.get(one);
      all?.took.push(...took);
      all?.bare.push(path.bare);
      all?.sdk.push(path.sdk);
      all?.calls.add(calls.length);
      all?.levels.add(levelsOf(calls));
    });
  });
  const bare = async () => {
    const event = { requests: [ROUND_TRIP] };
    path.bare = median((await worker.run({ function: "round-trip", event, times: 3 })).took);
  };
  const sdk = async () => {
    upstream.play(caseOf(recording, "get").tape);
    path.sdk = median((await worker.run({ function: "sdk-call", event: {}, times: 3 })).took);
  };
  for (const measure of shuffled([...measurements, bare, sdk])) await measure();
  for (const keep of found) keep();
}

const ratios = ({ took, bare, sdk }: Samples, { levels }: Flow, path: "bare" | "sdk"): readonly number[] =>
  took.map((ms, round) => ms / (levels * ((path === "bare" ? bare : sdk)[round] ?? Number.NaN)));

function rowOf(one: Flow, latencyMs: number, samples: Samples): Row {
  return {
    request: one.name,
    "latency ms": latencyMs,
    calls: [...samples.calls].join("/"),
    // Without latency, calls that are made together may well be answered one after another.
    levels: latencyMs === 0 ? "" : [...samples.levels].join("/"),
    p50: median(samples.took),
    p99: quantile(samples.took, 0.99),
    "p50 / bare path": median(ratios(samples, one, "bare")),
    "p50 / SDK path": median(ratios(samples, one, "sdk")),
  };
}

function gatesOf(one: Flow, latencyMs: number, samples: Samples): readonly Gate[] {
  const counts = (what: "calls" | "levels"): Gate => ({
    name: `${what} of ${one.name}, at most, at ${latencyMs} ms`,
    measured: Math.max(...samples[what]),
    limit: one[what],
    kind: "exactly",
    noisy: false,
  });
  if (latencyMs === 0) return [counts("calls")];
  const { median: measured, ...interval } = estimate(ratios(samples, one, "sdk"));
  const name = `p50 of ${one.name} at ${latencyMs} ms / ${one.levels} round trips`;
  return [counts("calls"), counts("levels"), { name, measured, interval, limit: one.ratio, noisy: true }];
}
