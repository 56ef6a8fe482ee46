// The service as `npm start` runs it, in a process that can be killed, over an AWS that is fast, full of quotas and busy.
// Its one argument is `ServerOptions` as JSON. The bundles have to be built.
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { startStack } from "@latchkey/local/stack/start-stack";
import { bundleRoot } from "../../tools/build.ts";
import { callLog } from "./call-log.ts";
import { callersIn } from "./callers.ts";
import { fastClock } from "./fast-clock.ts";
import { FILES, READY, type ServerOptions } from "./server-options.ts";
import { throttle } from "./throttling.ts";

/** What Cognito takes of one operation a second and pool is 5; jobs keep to 4 of them. */
const JOBS_PER_SECOND = 4;

// Whoever started this process wrote it.
const options = JSON.parse(process.argv[2] ?? "") as ServerOptions;
const { dir, port, loginPort, since, factor, maxClients, throttled, reconcileEveryMs } = options;

const callers = await callersIn(options);
const stack = await startStack({
  port,
  loginPort,
  dataDir: join(dir, FILES.data),
  bundles: bundleRoot,
  clock: fastClock(since, factor),
  ...(maxClients !== undefined && { quotas: true, maxClients }),
  audience: callers.map(({ clientId }) => clientId),
  reconcileEveryMs,
  // A second of AWS is a fraction of one here.
  env: { LATCHKEY_POOL_RATE: String(JOBS_PER_SECOND * factor) },
  onCall: callLog(dir),
  onLog: ({ line }) => appendFileSync(join(dir, FILES.log), `${line}\n`),
});
throttle(stack.faults, throttled);
process.stdout.write(READY);

await new Promise((resolve) => process.once("SIGTERM", resolve));
await stack.close();
process.exit(0);
