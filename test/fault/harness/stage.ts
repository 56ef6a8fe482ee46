import type { RetryContext } from "@latchkey/aws/retry";
import type { Services, Timing } from "@latchkey/core/services";
import type { FaultRule } from "@latchkey/local/kernel/faults";
import type { AwsOptions } from "@latchkey/local/stack/start-aws";
import { type TestAws, testAws } from "../../support/test-aws.ts";
import { type JumpClock, jumpClock } from "./jump-clock.ts";
import type { Death, Line, Wire } from "./wire.ts";

/** All of it passes on the jumping clock, so that it may be as long as in a deployment. */
export const TIMING: Timing = {
  leaseMs: 10_000,
  settleMs: 5_000,
  sweepMs: 5_000,
  retryMs: 200,
  retryMaxMs: 2_000,
  proveMs: 20_000,
  eventDelayMs: 0,
};

/** How long a call takes at most that nothing is done to, in real milliseconds. */
const PATIENCE_MS = 5_000;
/** How long a process waits for an answer that never comes. */
const HANG_MS = 1_200;

/** What a registration made is older than any stale read shows. */
const SETTLED_MS = 60_000;

/** Waits much shorter than in a deployment, and always as long as they can be. */
const retry: RetryContext = { sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms / 50)), random: () => 1 };

/** The place of one case: a stand-in of its own, and the processes that work with it. */
export interface Stage extends TestAws {
  readonly clock: JumpClock;
  /** A process that something may happen to. */
  process(options?: { readonly impatient?: boolean }): Process;
  /** Lets a process work until it dies. Throws when it has not died. */
  dying(death: Death, work: (services: Services) => Promise<unknown>): Promise<void>;
  /** Lets work go on while something goes wrong, and expects it to be refused or left open. */
  breaking(rule: FaultRule, work: () => Promise<unknown>): Promise<void>;
  /** Lets everything that was done so far become old. */
  grow(): Promise<void>;
}

export interface Process {
  readonly services: Services;
  readonly line: Line;
}

/** `defects` takes what is wrong with the stand-in itself. */
export async function openStage(
  wire: Wire,
  options: Partial<AwsOptions>,
  defects: (error: unknown) => void,
): Promise<Stage> {
  const clock = jumpClock();
  const aws = await testAws({ ...options, clock, recording: false, onError: defects }, PATIENCE_MS, retry);
  const usual = { clock, timing: TIMING, eventBus: "default" };
  const lines: Line[] = [];
  const process: Stage["process"] = ({ impatient = false } = {}) => {
    const line = wire.line(aws.standIn.origin);
    lines.push(line);
    // A process that dies has no time to give anything up.
    const callMs = impatient ? HANG_MS : 3_600_000;
    return { services: aws.servicesFor({ ...usual, endpoint: line.origin, callMs }), line };
  };
  return {
    ...aws,
    services: aws.servicesFor(usual),
    clock,
    process,
    async dying(death, work) {
      const { services, line } = process();
      line.dieAt(death);
      const end = await Promise.race([line.died, work(services).catch(() => "ended")]);
      if (end !== "died") throw new Error(`the process did not reach ${death.name} ${death.nth}`);
    },
    async breaking(rule, work) {
      const mend = aws.faults.add(rule);
      await work().catch(() => undefined);
      mend();
    },
    grow: () => clock.jumpTo(clock.now() + SETTLED_MS),
    async close() {
      for (const line of lines) line.close();
      await aws.close();
    },
  };
}
