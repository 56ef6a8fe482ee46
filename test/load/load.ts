import { inFlight } from "../support/in-flight.ts";
import { wishOf } from "./applications.ts";
import { audit, type Findings } from "./audit.ts";
import { callsIn, type SeenCall } from "./call-log.ts";
import { type LoadServer, startServer } from "./load-server.ts";
import { count, type Outcome, type Portal, portal, type Tally } from "./portal.ts";
import { progress } from "./progress.ts";
import type { ServerOptions } from "./server-options.ts";

export const IN_FLIGHT = 20;
/** Callers of the API, each an owner. */
export const CALLERS = 4;

export interface Plan {
  /** Said in the lines that show how far it is. */
  readonly title: string;
  readonly total: number;
  /** The server is killed as soon as so many registrations have ended. */
  readonly kills: readonly number[];
}

export interface Load {
  readonly outcomes: readonly Outcome[];
  readonly calls: readonly SeenCall[];
  readonly findings: Findings;
}

/** Registers everything, the server killed and started again on the way, then looks at what is there. */
export async function load(options: ServerOptions, plan: Plan): Promise<Load> {
  const servers = await startServers(options);
  try {
    const outcomes = await registerAll(servers, options, plan);
    const calls = callsIn(options.dir);
    await servers.next(calm(options));
    return { outcomes, calls, findings: await audit(servers.current(), outcomes) };
  } finally {
    await servers.current().kill();
  }
}

/** The same service over an AWS that has time: no quotas, nothing throttled. Nothing happens in it by itself. */
export function calm({ maxClients: _given, ...options }: ServerOptions): ServerOptions {
  return { ...options, throttled: { share: 0, seed: 0 }, reconcileEveryMs: 0 };
}

/** One server after the other on the same folder and ports. */
interface Servers {
  current(): LoadServer;
  /** Kills the one that runs and starts the next. */
  next(options: ServerOptions): Promise<void>;
}

async function startServers(options: ServerOptions): Promise<Servers> {
  let server = await startServer(options);
  return {
    current: () => server,
    async next(changed) {
      await server.kill();
      server = await startServer(changed);
    },
  };
}

async function registerAll(
  servers: Servers,
  options: ServerOptions,
  { title, total, kills }: Plan,
): Promise<readonly Outcome[]> {
  const { description, callers } = servers.current();
  const tally: Tally = new Map();
  const portals = callers.map((caller) => portal(description, caller, tally));
  const left = new Set(kills);
  let ended = 0;
  let restarted = Promise.resolve();
  const stop = progress(
    () => `${title}: ${ended} of ${total} (${[...tally].map((entry) => entry.join(": ")).join(", ")})`,
  );
  const outcomes = await inFlight(total, IN_FLIGHT, async (index) => {
    const outcome = await registerOne(portals, index);
    ended += 1;
    if (left.delete(ended)) {
      count(tally, "server killed");
      restarted = servers.next(options);
    }
    return outcome;
  }).finally(stop);
  await restarted;
  return outcomes;
}

function registerOne(portals: readonly Portal[], index: number): Promise<Outcome> {
  const { caller, body, key } = wishOf(index, portals.length);
  const its = portals[caller];
  if (its === undefined) throw new Error(`there is no caller ${caller}`);
  return its.register(body, key);
}
