import { setTimeout as wait } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { inFlight } from "../support/in-flight.ts";
import { wishOf } from "./applications.ts";
import { audit } from "./audit.ts";
import { busy, THROTTLED } from "./busy.ts";
import { callsIn, type SeenCall } from "./call-log.ts";
import { calm } from "./load.ts";
import { type LoadServer, startServer } from "./load-server.ts";
import { openOperations } from "./open-operations.ts";
import { portal } from "./portal.ts";
import { progress } from "./progress.ts";
import { byOperation, mostInASecond } from "./rates.ts";
import { reconcilePass } from "./reconcile-pass.ts";
import { serverFolder } from "./server-folder.ts";
import type { ServerOptions } from "./server-options.ts";

/** Applications of an owner who came first with many, and of one who came after with few. */
const MANY = 60;
const FEW = 6;
const PER_SECOND = 4;
const QUOTA = 5;
const PASSES = 30;
const BETWEEN_MS = 1_000;

let options: ServerOptions;
let server: LoadServer;
const folder = serverFolder();

beforeEach(() => {
  // AWS's seconds are the service's own, and so its pace is the one that it has in the cloud.
  const throttled = { share: THROTTLED, creates: 1, seed: 2 };
  options = { ...folder(), ...busy, factor: 1, throttled, reconcileEveryMs: 0 };
});
afterEach(() => server.kill());

/** Registers what AWS has no time for. Answers the ids, which are all only accepted. */
async function accepted(caller: number, total: number): Promise<readonly string[]> {
  const { post } = portal(server.description, server.callers[caller]!, new Map());
  const answers = await inFlight(total, 20, (index) => {
    const { body, key } = wishOf(index * 1_000, 1);
    return post(body, key);
  });
  expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: total }, () => 202));
  return answers.map(({ json }) => String(json.id));
}

/** Runs the reconciler until nothing is open any more, and answers the calls of each pass. */
async function drain(total: number): Promise<readonly (readonly SeenCall[])[]> {
  const passes: (readonly SeenCall[])[] = [];
  let open = total;
  const stop = progress(() => `drain: ${open} of ${total} open after ${passes.length} passes`);
  while (open > 0 && passes.length < PASSES) {
    const before = callsIn(options.dir).length;
    await reconcilePass(server.description.awsEndpoint);
    passes.push(callsIn(options.dir).slice(before));
    open = await openOperations(server.description.awsEndpoint);
    await wait(BETWEEN_MS);
  }
  stop();
  return passes;
}

/** What a pass did too fast, in words: it may call each operation of Cognito 4 times a second, the first of them at once. */
function tooFast(pass: readonly SeenCall[]): readonly string[] {
  const ours = byOperation(pass.filter(({ service }) => service === "cognito-idp"));
  return [...ours].flatMap(([name, calls]) => {
    const seconds = ((calls.at(-1)?.at ?? 0) - (calls[0]?.at ?? 0)) / 1000;
    // One more than that, because a call can be longer on its way than the next.
    const paced = calls.length <= PER_SECOND * seconds + 2 && mostInASecond(calls) <= QUOTA;
    return paced ? [] : [`${calls.length} of ${name} in ${seconds} seconds, ${mostInASecond(calls)} in one`];
  });
}

/** How many clients of others a pass has created, or tried to, before the last that it tried for one of these. */
function othersBefore(pass: readonly SeenCall[], ids: readonly string[]): number {
  const tried = pass.flatMap(({ creates }) => (creates === undefined ? [] : [creates]));
  const last = tried.findLastIndex((id) => ids.includes(id));
  return tried.slice(0, last + 1).filter((id) => !ids.includes(id)).length;
}

describe("what AWS had no time for", () => {
  it("is drained at 4 calls a second of each operation, the owners in turn", { timeout: 180_000 }, async () => {
    server = await startServer(options);
    const many = await accepted(0, MANY);
    const few = await accepted(1, FEW);
    await server.stop();
    // Only creations: were the other calls refused as well, the waits between their attempts would be what slows the drain.
    server = await startServer({ ...options, throttled: { share: 0, creates: THROTTLED, seed: 3 } });
    const passes = await drain(MANY + FEW);
    const created = passes.map((pass) => pass.filter(({ creates }) => creates).length);
    process.stderr.write(`drain: creations by pass: ${created.join(", ")}\n`);

    expect(passes.flatMap(tooFast)).toEqual([]);
    expect(passes.flat().filter(({ verdict }) => verdict === "over-quota")).toEqual([]);
    // Not one of the many had a second turn before each of the few had had one.
    expect(Math.max(...passes.map((pass) => othersBefore(pass, few)))).toBeLessThanOrEqual(FEW);
    const [first = []] = passes;
    expect(first.filter(({ creates = "" }) => many.includes(creates)).length).toBeGreaterThan(FEW);

    await server.stop();
    server = await startServer(calm(options));
    const { world, problems } = await audit(server, []);
    expect(problems).toEqual([]);
    expect(world.rows.map(({ state }) => state)).toEqual([...many, ...few].map(() => "active"));
  });
});
