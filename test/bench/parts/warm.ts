import type { Memory } from "../children/worker.ts";
import type { Runtime } from "../fetched.ts";
import { type Measured, startMeasured } from "../measured-upstream.ts";
import type { Gate, Part, PartContext, PartResult, Row, Table } from "../part.ts";
import { caseOf, type Recording } from "../recording.ts";
import { estimate, median, shuffled } from "../statistics.ts";
import { requestsOn } from "../upstream/tape.ts";

const ROUNDS = 21;
/** Requests of one round, so many that the clock of the CPU sees them. */
const REQUESTS = 40;
const WARM_UP = 250;
const CALLS_OF_REGISTER = 4;
/** AWS calls after which memory is looked at; what the first thousand leave is not growth. */
const MARKS = [1_000, 2_000, 3_000, 4_000] as const;

/** What a request costs in a process that has served many. */
export const warm: Part = { name: "warm", summary: "CPU and memory of a warm process", run };

async function run(context: PartContext): Promise<PartResult> {
  const recording = await context.recording();
  const results = [];
  for (const runtime of context.runtimes) results.push(await onRuntime(context, recording, runtime));
  return { tables: results.flatMap(({ tables }) => tables), gates: results.flatMap(({ gates }) => gates) };
}

async function onRuntime(context: PartContext, recording: Recording, runtime: Runtime): Promise<PartResult> {
  const measured = await startMeasured(context, runtime);
  try {
    const memory = await memoryOf(context, recording, runtime, measured);
    const cpu = await cpuOf(context, recording, runtime, measured);
    return report(runtime, memory, cpu);
  } finally {
    await measured.close();
  }
}

async function memoryOf(
  { onProgress }: PartContext,
  recording: Recording,
  { name }: Runtime,
  { upstream, worker }: Measured,
): Promise<readonly Memory[]> {
  const { tape, function: of, event } = caseOf(recording, "register");
  upstream.play(tape);
  const memory: Memory[] = [];
  for (const calls of MARKS) {
    onProgress(`warm, ${name}: memory after ${calls} calls`);
    await worker.run({ function: of, event, times: 1_000 / CALLS_OF_REGISTER });
    upstream.forget();
    memory.push(await worker.memory());
  }
  return memory;
}

interface Cpu {
  readonly registerMs: readonly number[];
  readonly bareMs: readonly number[];
}

async function cpuOf(
  { onProgress, rounds = ROUNDS }: PartContext,
  recording: Recording,
  { name }: Runtime,
  { upstream, worker }: Measured,
): Promise<Cpu> {
  const { tape, function: of, event } = caseOf(recording, "register");
  upstream.play(tape);
  const cpu = { registerMs: [] as number[], bareMs: [] as number[] };
  const register = async () => (await worker.run({ function: of, event, times: REQUESTS })).cpuMs / REQUESTS;
  // The very same requests, signatures and all, without what makes them.
  const bareRequests = { function: "round-trip", event: { requests: requestsOn(tape) } };
  const bare = async () => (await worker.run({ ...bareRequests, times: REQUESTS })).cpuMs / REQUESTS;
  await worker.run({ ...bareRequests, times: WARM_UP });
  for (let round = 1; round <= rounds; round += 1) {
    onProgress(`warm, ${name}: round ${round} of ${rounds}`);
    for (const measure of shuffled([
      async () => cpu.registerMs.push(await register()),
      async () => cpu.bareMs.push(await bare()),
    ]))
      await measure();
    upstream.forget();
  }
  return cpu;
}

function report({ name, deployed }: Runtime, memory: readonly Memory[], { registerMs, bareMs }: Cpu): PartResult {
  const ratios = registerMs.map((ms, round) => ms / (bareMs[round] ?? Number.NaN));
  const { median: measured, ...interval } = estimate(ratios);
  const [first, last] = [memory.at(0)?.heapUsed ?? Number.NaN, memory.at(-1)?.heapUsed ?? Number.NaN];
  const cpuTable: Table = {
    title: `CPU per request on ${name}`,
    note: `Milliseconds of CPU, medians of ${registerMs.length} interleaved rounds of ${REQUESTS} requests over HTTPS.`,
    rows: [
      {
        request: "register (4 calls)",
        "CPU ms": median(registerMs),
        "4 bare requests, CPU ms": median(bareMs),
        ratio: measured,
      },
    ],
  };
  const rows = memory.map(
    ({ heapUsed, rss }, index): Row => ({
      "AWS calls": MARKS[index] ?? 0,
      "heap MB": heapUsed / 1e6,
      "RSS MB": rss / 1e6,
    }),
  );
  const memoryTable = {
    title: `Memory on ${name}`,
    note: "After a collection of garbage, so that growth is a leak.",
    rows,
  };
  const gates: Gate[] = [
    { name: "CPU of register / 4 bare requests", measured, interval, limit: 5, noisy: true },
    { name: "heap after 4,000 calls / after 1,000", measured: last / first, limit: 1.05, noisy: true },
  ];
  return { tables: [cpuTable, memoryTable], gates: deployed ? gates : [] };
}
