import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Caller } from "@latchkey/core/caller";
import { Secret } from "@latchkey/core/secret";
import { writeCursor } from "@latchkey/http/cursor";
import { startAws } from "@latchkey/local/stack/start-aws";
import { apiEvent, type Integration, POLICIES, registration } from "./cases.ts";
import { startWorker, type Worker } from "./children/worker.ts";
import { benchRoot } from "./fetched.ts";
import { fill, templateOf } from "./filled-table.ts";
import { itemsRead } from "./items-read.ts";
import { answered, bundlePaths, environmentOf } from "./recording.ts";
import { levelsOf } from "./upstream/call-levels.ts";
import { startUpstream } from "./upstream/upstream.ts";

/** A request whose cost must not depend on how many integrations there are. */
export interface Growing {
  readonly name: string;
  readonly function: string;
  readonly event: unknown;
}

/** What one request did upstream. */
export interface Usage {
  readonly calls: readonly string[];
  readonly levels: number;
  readonly items: number;
}

/** The stand-in for AWS with so many integrations, and what is asked of it. */
export interface Populated {
  readonly count: number;
  readonly requests: readonly Growing[];
  /** Runs the request once, and answers what it did. */
  usage(request: Growing): Promise<Usage>;
  /** A process that reaches the stand-in without anything in between. */
  worker(node: string): Promise<Worker>;
  close(): Promise<void>;
}

/** Long enough that calls which are made together are seen together. */
const LATENCY_MS = 25;

/** The functions that a request here asks, or that a registration before it does. */
export const ASKED = ["read", "write", "reveal", "pre-token-generation", "reconcile"] as const;

/** Starts a stand-in with `count` integrations of one owner, beside one that was registered, in a folder of its own. */
export async function populate(count: number, bundles: string): Promise<Populated> {
  const dataDir = join(benchRoot, `populated-${process.pid}-${count}`);
  await rm(dataDir, { recursive: true, force: true });
  const { integration, ids } = await filled(dataDir, count, bundles);
  const aws = await startAws({ loginPort: 0, dataDir });
  const upstream = await startUpstream();
  upstream.delay(LATENCY_MS);
  const environment = (origin: string) => environmentOf(bundles, origin, aws.provisions);
  const started = (node: string, origin: string): Promise<Worker> =>
    startWorker({ node, bundles: bundlePaths(bundles), env: environment(origin) });
  const counting = await started(process.execPath, upstream.origin);
  return {
    count,
    requests: requestsOf(integration, ids, new Secret(aws.provisions.cursorKey)),
    async usage({ function: name, event }) {
      // The first call of a function opens its connections.
      upstream.record(aws.origin);
      await answered((await counting.run({ function: name, event, times: 1 })).result);
      upstream.forget();
      const tape = upstream.record(aws.origin);
      await answered((await counting.run({ function: name, event, times: 1 })).result);
      const calls = [...upstream.calls];
      return { calls: calls.map((call) => call.name), levels: levelsOf(calls), items: itemsRead(tape) };
    },
    worker: (node) => started(node, aws.origin),
    async close() {
      await counting.close();
      await upstream.close();
      await aws.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function filled(
  dataDir: string,
  count: number,
  bundles: string,
): Promise<{ readonly integration: Integration; readonly ids: readonly string[] }> {
  const aws = await startAws({ loginPort: 0, dataDir });
  const env = environmentOf(bundles, aws.origin, aws.provisions);
  const worker = await startWorker({ node: process.execPath, bundles: bundlePaths(bundles), env });
  const { result } = await worker.run({ function: "write", event: registration(POLICIES), times: 1 });
  // The answer of our own API.
  const integration = JSON.parse((await answered(result)).body) as Integration;
  const template = await templateOf(aws.origin, integration);
  await worker.close();
  await aws.close();
  return { integration, ids: await fill(dataDir, template, count) };
}

const OWN: Caller = { owner: "client:bench", admin: false };

function requestsOf({ id, clientId }: Integration, ids: readonly string[], cursorKey: Secret): readonly Growing[] {
  const middle = ids[Math.floor(ids.length / 2)] ?? id;
  // Newest first: nine tenths of the list lie before it.
  const deep = writeCursor(
    cursorKey,
    { caller: OWN, list: ["integrations", null, null, null] },
    ids[Math.floor(ids.length / 10)] ?? id,
  );
  const list = (query: string, admin = false) => apiEvent("GET", "/v1/integrations", undefined, query, admin);
  return [
    { name: "register", function: "write", event: registration() },
    { name: "get", function: "read", event: apiEvent("GET", `/v1/integrations/${middle}`) },
    { name: "payload inline", function: "reveal", event: apiEvent("GET", `/v1/integrations/${id}/payload`) },
    { name: "list, first page", function: "read", event: list("limit=20") },
    { name: "list, page at nine tenths", function: "read", event: list(`limit=20&cursor=${deep}`) },
    { name: "list of all owners", function: "read", event: list("limit=20", true) },
    { name: "events", function: "read", event: apiEvent("GET", "/v1/events", undefined, "limit=20") },
    {
      name: "token of a user",
      function: "pre-token-generation",
      event: {
        version: "2",
        triggerSource: "TokenGeneration_Authentication",
        userPoolId: "eu-west-1_bench",
        userName: "bench",
        callerContext: { clientId },
        request: { userAttributes: {}, groupConfiguration: { groupsToOverride: [`${id}.editors`] } },
        response: {},
      },
    },
    { name: "reconcile", function: "reconcile", event: {} },
  ];
}
