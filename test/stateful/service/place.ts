import { randomUUID } from "node:crypto";
import type { RetryContext } from "@latchkey/aws/retry";
import { dueAt } from "@latchkey/core/integration";
import type { Services, Timing } from "@latchkey/core/services";
import type { ApiHandler } from "@latchkey/http/api";
import { inspectApi } from "@latchkey/http/inspect-api";
import { revealApi } from "@latchkey/http/reveal-api";
import { writeApi } from "@latchkey/http/write-api";
import { type JumpClock, jumpClock } from "../../fault/harness/jump-clock.ts";
import { callers } from "../../support/api.ts";
import { readWorld, type World } from "../../support/invariants.ts";
import { reconcileOnce } from "../../support/reconcile-once.ts";
import { type TestAws, testAws } from "../../support/test-aws.ts";

/** As long as they are related in a deployment; all of it passes on the jumping clock. */
const TIMING: Timing = {
  leaseMs: 10_000,
  settleMs: 5_000,
  sweepMs: 5_000,
  retryMs: 200,
  retryMaxMs: 2_000,
  proveMs: 20_000,
  eventDelayMs: 0,
};
/** What one request may take, and one call of it, in real milliseconds: a request ends before its lease does. */
const REQUEST_MS = 4_000;
const CALL_MS = 1_200;

/** Waits between repetitions are not what is tested. */
const retry: RetryContext = { sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms / 50)), random: () => 1 };

export interface Request {
  readonly group: "write" | "reveal" | "inspect";
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  readonly path: string;
  readonly query?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  // oxlint-disable-next-line typescript/no-explicit-any -- tests read what they expect
  readonly body: any;
}

/** The whole service in this process: its API functions and its reconciler, over the stand-in for AWS. */
export interface Place extends TestAws {
  readonly clock: JumpClock;
  send(request: Request): Promise<Answer>;
  reconcile(): Promise<unknown>;
  /** Lets time pass. To be called when no request is at work: real ones end before their lease does. */
  pass(ms: number): Promise<void>;
  /** Lets the reconciler work and time pass until nothing is due any more. Answers what stands in the way of that. */
  drain(): Promise<readonly string[]>;
}

/** `defects` takes what is wrong with the stand-in itself. */
export async function openPlace(defects: (error: unknown) => void): Promise<Place> {
  const clock = jumpClock();
  const aws = await testAws({ clock, recording: false, onError: defects }, CALL_MS, retry);
  const services = aws.servicesFor({ clock, timing: TIMING, eventBus: "default" });
  const deps = { services, deadline: { marginMs: 1_000, maxMs: REQUEST_MS } };
  const handlers = { write: writeApi(deps), reveal: revealApi(deps), inspect: inspectApi(deps) };
  const place = { ...aws, services, clock };
  return {
    ...place,
    send: (request) => send(handlers[request.group], request),
    reconcile: () => reconcileOnce(services),
    async pass(ms) {
      // What was given up a moment ago has still to arrive.
      await new Promise((resolve) => setTimeout(resolve, 10));
      await clock.jumpTo(clock.now() + ms);
    },
    drain: () => drain(place),
  };
}

async function send(handler: ApiHandler, { method, path, query = "", headers = {}, body }: Request): Promise<Answer> {
  const event = {
    rawPath: path,
    rawQueryString: query,
    headers: { ...(body !== undefined && { "content-type": "application/json" }), ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    isBase64Encoded: false,
    requestContext: { requestId: randomUUID(), http: { method }, authorizer: { jwt: { claims: callers.owner } } },
  };
  const answer = await handler(event, { getRemainingTimeInMillis: () => 29_000 });
  const text = answer.body ?? "";
  return {
    status: answer.statusCode,
    headers: Object.fromEntries(Object.entries(answer.headers).map(([name, value]) => [name.toLowerCase(), value])),
    body: text.startsWith("{") ? JSON.parse(text) : text,
  };
}

/** More than any recovery needs. */
const PASSES = 200;

async function drain(
  place: TestAws & { readonly clock: JumpClock; readonly services: Services },
): Promise<readonly string[]> {
  const { clock, services } = place;
  let left: readonly string[] = [];
  for (let pass = 0; pass < PASSES; pass += 1) {
    await reconcileOnce(services);
    const world = await readWorld(place);
    const wake = clock.nextWake();
    const moment = nextMoment(world, clock.now());
    if (moment === undefined && wake === undefined) return [];
    left = world.rows.flatMap(({ id, operation }) => (operation ? [`${id}: ${operation.kind} is never finished`] : []));
    await clock.jumpTo(Math.min(moment ?? Number.POSITIVE_INFINITY, wake ?? Number.POSITIVE_INFINITY));
  }
  return left.length > 0 ? left : [`something is still due after ${PASSES} passes`];
}

/** When the next row is due that has to be finished; now, when something is overdue or an event waits to be published. */
function nextMoment({ rows, items }: World, now: number): number | undefined {
  const moments = rows.flatMap((row) => {
    const due = dueAt(row);
    return due !== undefined && (row.operation !== undefined || row.sweepAt !== undefined || due <= now) ? [due] : [];
  });
  if (items.some((item) => item["dueKey"] === "OUTBOX")) moments.push(now);
  return moments.length === 0 ? undefined : Math.min(...moments);
}
