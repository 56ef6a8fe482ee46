// A process that is measured: runs jobs that its parent sends, one after another, and answers what they took. Plain JavaScript, because
// it runs on whatever Node is measured, and nothing else is to be loaded in it.
import { performance } from "node:perf_hooks";
import { pathToFileURL } from "node:url";

/** Function name -> path of its bundle. */
const bundles = JSON.parse(process.argv[2] ?? "{}");
const handlers = new Map();
let count = 0;

async function handlerOf(name) {
  if (!handlers.has(name)) handlers.set(name, (await import(pathToFileURL(bundles[name]).href)).handler);
  return handlers.get(name);
}

const context = () => ({
  getRemainingTimeInMillis: () => 29_000,
  awsRequestId: `request-${count}`,
  functionName: "bench",
});

/** `{n}` stands for a text that no other event has, whatever process it is in. */
const eventOf = (text) => JSON.parse(text.replaceAll("{n}", `${process.pid}-${++count}`));

async function run({ function: name, event, times }) {
  const handler = await handlerOf(name);
  const text = JSON.stringify(event);
  const took = [];
  let result;
  const cpu = process.cpuUsage();
  for (let round = 0; round < times; round += 1) {
    const input = eventOf(text);
    const from = performance.now();
    result = await handler(input, context());
    took.push(performance.now() - from);
  }
  const { user, system } = process.cpuUsage(cpu);
  return { took, cpuMs: (user + system) / 1000, result };
}

function memory() {
  globalThis.gc?.();
  globalThis.gc?.();
  const { heapUsed, rss } = process.memoryUsage();
  return { heapUsed, rss };
}

// What functions log is no part of the measurement, but writing it is.
process.on("message", (job) => {
  Promise.resolve(job.kind === "memory" ? memory() : run(job)).then(
    (done) => process.send({ done }),
    (error) => process.send({ failed: String(error?.stack ?? error) }),
  );
});
process.on("disconnect", () => process.exit(0));
process.send({ done: "ready" });
