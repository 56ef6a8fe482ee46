import type { Runtime } from "../fetched.ts";
import { FLOWS, type Flow } from "../flows.ts";
import { type Measured, startMeasured } from "../measured-upstream.ts";
import { type Gate, type Part, type PartContext, type PartResult, type Row, roundsOn, type Table } from "../part.ts";
import { answered, caseOf, type Recording } from "../recording.ts";
import { estimate, median, quantile, shuffled } from "../statistics.ts";
import { levelsOf } from "../upstream/call-levels.ts";

/** Rounds in all, over so many processes. */
const ROUNDS = 30;
const PROCESSES = 2;
/** Requests one after another, of which the middle one counts: the first of them finds the caches of the CPU empty. */
const TIMES = 3;
/** Requests of each kind before the first that counts: until Node has compiled what they run through. */
const WARM_UP = 300;
const LATENCIES_MS = [0, 20, 50] as const;
type LatencyMs = (typeof LATENCIES_MS)[number];
/** A call that only measures the way there and back, about as long as one of AWS. */
const ROUND_TRIP = { headers: { "x-amz-target": "Bench.RoundTrip" }, body: "x".repeat(400) };
const BARE_CALL = { function: "round-trip", event: { requests: [ROUND_TRIP] } };
const SDK_CALL = { function: "sdk-call", event: {} };

/** Whole requests over an AWS that takes its time. */
export const flow: Part = { name: "flow", summary: "requests over an AWS with latency", run };

/** What was measured of one flow with one latency. Times in milliseconds, round by round. */
interface Samples {
  readonly flow: Flow;
  readonly latencyMs: LatencyMs;
  readonly took: number[];
  /** One bare HTTPS request, and one call of the SDK, of the same round. */
  readonly bare: number[];
  readonly sdk: number[];
  readonly calls: Set<number>;
  readonly levels: Set<number>;
}

const noSamples = (wanted: Flow, latencyMs: LatencyMs): Samples => ({
  flow: wanted,
  latencyMs,
  took: [],
  bare: [],
  sdk: [],
  calls: new Set(),
  levels: new Set(),
});

async function run(context: PartContext): Promise<PartResult> {
  const recording = await context.recording();
  const tables: Table[] = [];
  const gates: Gate[] = [];
  for (const runtime of context.runtimes) {
    const samples = await samplesOn(context, recording, runtime);
    const rows = samples.map(rowOf);
    tables.push({ title: `Requests on ${runtime.name}`, note: NOTE, rows });
    if (runtime.deployed) gates.push(...samples.flatMap(gatesOf));
  }
  return { tables, gates };
}

const NOTE =
  "Milliseconds over answers that arrive after the injected latency. The critical path is as many round trips one after another as the request has levels, measured in the same rounds: bare HTTPS requests, and calls of the SDK.";

async function samplesOn(context: PartContext, recording: Recording, runtime: Runtime): Promise<readonly Samples[]> {
  const samples = LATENCIES_MS.flatMap((latencyMs) => FLOWS.map((one) => noSamples(one, latencyMs)));
  const rounds = Math.ceil(roundsOn(runtime, context, ROUNDS) / PROCESSES);
  for (let process = 1; process <= PROCESSES; process += 1) {
    const measured = await startMeasured(context, runtime);
    context.onProgress(`flow, ${runtime.name}: process ${process}, warming up`);
    await warmUp(measured, recording);
    for (let round = 1; round <= rounds; round += 1) {
      if (round % 10 === 0)
        context.onProgress(`flow, ${runtime.name}: process ${process}, round ${round} of ${rounds}`);
      for (const latencyMs of shuffled(LATENCIES_MS)) {
        measured.upstream.delay(latencyMs);
        const its = samples.filter((one) => one.latencyMs === latencyMs);
        await measureRound(measured, recording, its);
      }
    }
    await measured.close();
  }
  return samples;
}

async function warmUp({ upstream, worker }: Measured, recording: Recording): Promise<void> {
  for (const { name } of FLOWS) {
    const { tape, function: of, event } = caseOf(recording, name);
    upstream.play(tape);
    await worker.run({ function: of, event, times: WARM_UP });
  }
  upstream.play(caseOf(recording, "get").tape);
  for (const job of [SDK_CALL, BARE_CALL]) await worker.run({ ...job, times: WARM_UP });
  upstream.forget();
}

async function measureRound(
  { upstream, worker }: Measured,
  recording: Recording,
  samples: readonly Samples[],
): Promise<void> {
  const path = { bare: 0, sdk: 0 };
  const measurements = samples.map((its) => async () => {
    const { tape, function: name, event } = caseOf(recording, its.flow.name);
    upstream.play(tape);
    upstream.forget();
    const { took, result } = await worker.run({ function: name, event, times: TIMES });
    await answered(result);
    its.took.push(median(took));
    its.calls.add(upstream.calls.length / TIMES);
    its.levels.add(levelsOf(upstream.calls) / TIMES);
  });
  const bare = async () => (path.bare = median((await worker.run({ ...BARE_CALL, times: TIMES })).took));
  const sdk = async () => {
    upstream.play(caseOf(recording, "get").tape);
    path.sdk = median((await worker.run({ ...SDK_CALL, times: TIMES })).took);
  };
  for (const measure of shuffled([...measurements, bare, sdk])) await measure();
  for (const its of samples) {
    its.bare.push(path.bare);
    its.sdk.push(path.sdk);
  }
}

const ratios = ({ flow: { levels }, took, bare, sdk }: Samples, path: "bare" | "sdk"): readonly number[] =>
  took.map((ms, round) => ms / (levels * ((path === "bare" ? bare : sdk)[round] ?? Number.NaN)));

const rowOf = (samples: Samples): Row => ({
  request: samples.flow.name,
  "latency ms": samples.latencyMs,
  calls: [...samples.calls].join("/"),
  // Without latency, calls that are made together may well be answered one after another.
  levels: samples.latencyMs === 0 ? "" : [...samples.levels].join("/"),
  p50: median(samples.took),
  p99: quantile(samples.took, 0.99),
  "p50 / bare path": median(ratios(samples, "bare")),
  "p50 / SDK path": median(ratios(samples, "sdk")),
});

function gatesOf(samples: Samples): readonly Gate[] {
  const { flow: wanted, latencyMs } = samples;
  const counts = (what: "calls" | "levels"): Gate => ({
    name: `${what} of ${wanted.name}, at most, at ${latencyMs} ms`,
    measured: Math.max(...samples[what]),
    limit: wanted[what],
    kind: "exactly",
    noisy: false,
  });
  if (latencyMs === 0) return [counts("calls")];
  const { median: measured, ...interval } = estimate(ratios(samples, "sdk"));
  const name = `p50 of ${wanted.name} at ${latencyMs} ms / ${wanted.levels} round trips`;
  return [
    counts("calls"),
    counts("levels"),
    { name, measured, interval, limit: wanted.ratios[latencyMs], noisy: true },
  ];
}
