import { fileURLToPath } from "node:url";
import type { StackDescription } from "@latchkey/local/stack/description";
import { accessToken, apiClient } from "../../support/api-client.ts";
import { type Child, doneOf, startChild } from "../children/child.ts";
import type { Runtime } from "../fetched.ts";
import { type Gate, type Part, type PartContext, type PartResult, type Row, roundsOn, type Table } from "../part.ts";
import { buildReferences } from "../references.ts";
import { type Estimate, estimate, median, shuffled } from "../statistics.ts";

const ROUNDS = 11;
const CONNECTIONS = 32;
/** Of one measurement. */
const MS = 400;

/** The local server, as `npm start` runs it, under load. */
export const load: Part = { name: "load", summary: "the local server under 32 connections", run };

async function run(context: PartContext): Promise<PartResult> {
  const results = [];
  for (const runtime of context.runtimes) results.push(await onRuntime(context, runtime));
  return { tables: results.flatMap(({ tables }) => tables), gates: results.flatMap(({ gates }) => gates) };
}

async function onRuntime(context: PartContext, runtime: Runtime): Promise<PartResult> {
  const { bundles, onProgress } = context;
  const rounds = roundsOn(runtime, context, ROUNDS);
  const servers = await startServers(bundles, runtime);
  try {
    const targets = await targetsOf(servers);
    const rates = new Map(targets.map(({ name }): [TargetName, number[]] => [name, []]));
    for (let round = 0; round <= rounds; round += 1) {
      onProgress(`load, ${runtime.name}: round ${round} of ${rounds}`);
      for (const { name, ...target } of shuffled(targets)) {
        const job = { ...target, connections: CONNECTIONS, ms: MS };
        // What `load-client.mjs` answers.
        const { perSecond } = (await servers.client.ask(job)) as { readonly perSecond: number };
        // The first round does not count.
        if (round > 0) rates.get(name)?.push(perSecond);
      }
    }
    return report(runtime, rates);
  } finally {
    await servers.close();
  }
}

interface Servers {
  readonly description: StackDescription;
  readonly referenceUrl: string;
  readonly client: Child;
  close(): Promise<void>;
}

const script = (name: string): string => fileURLToPath(new URL(`../children/${name}`, import.meta.url));
const env = { PATH: process.env["PATH"] ?? "", AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true" };

async function startServers(bundles: string, { path: node }: Runtime): Promise<Servers> {
  const children: Child[] = [];
  const start = (args: readonly string[], more: Readonly<Record<string, string>> = {}): Child => {
    const child = startChild({ node, args, env: { ...env, ...more } });
    children.push(child);
    return child;
  };
  const close = async (): Promise<void> => {
    for (const child of children) await child.close();
  };
  try {
    // The server's own words.
    const description = (await start([
      "--import",
      "tsx",
      script("load-server.ts"),
      bundles,
    ]).message()) as StackDescription;
    const { "sdk-call": call } = await buildReferences();
    const endpoint = { AWS_ENDPOINT_URL_DYNAMODB: description.awsEndpoint };
    const port = await start([script("reference-server.mjs"), call], endpoint).message();
    const client = start([script("load-client.mjs")]);
    doneOf(await client.message());
    return { description, referenceUrl: `http://localhost:${String(port)}`, client, close };
  } catch (error) {
    await close();
    throw error;
  }
}

type TargetName = "integration" | "SDK GetItem" | "connectors" | "constant";

interface Target {
  readonly name: TargetName;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

async function targetsOf({ description, referenceUrl }: Servers): Promise<readonly Target[]> {
  const token = await accessToken(description);
  const api = apiClient(description.apiUrl, token);
  const body = { connector: "gitlab", name: "GitLab", settings: { baseUrl: "https://gitlab.example.com" } };
  const { status, json, text } = await api("/v1/integrations", { method: "POST", body });
  if (status !== 201) throw new Error(`the registration was answered ${status}: ${text}`);
  const id = String(json.id);
  const bytes = Buffer.byteLength((await api("/v1/connectors")).text);
  const headers = { authorization: `Bearer ${token}` };
  return [
    { name: "integration", url: `${description.apiUrl}/v1/integrations/${id}`, headers },
    { name: "SDK GetItem", url: `${referenceUrl}/item/${id}`, headers },
    { name: "connectors", url: `${description.apiUrl}/v1/connectors`, headers },
    { name: "constant", url: `${referenceUrl}/constant/${bytes}`, headers },
  ];
}

function report({ name: runtime, deployed }: Runtime, rates: ReadonlyMap<TargetName, readonly number[]>): PartResult {
  const of = (name: TargetName): readonly number[] => rates.get(name) ?? [];
  const ratio = (name: TargetName, other: TargetName): Estimate =>
    estimate(of(name).map((rate, round) => rate / (of(other)[round] ?? Number.NaN)));
  const row = (request: string, name: TargetName, reference: string, other: TargetName): Row => ({
    request,
    "per second": median(of(name)),
    reference,
    "reference per second": median(of(other)),
    ratio: ratio(name, other).median,
  });
  const table: Table = {
    title: `The local server on ${runtime}`,
    note: `Requests a second over ${CONNECTIONS} connections, medians of ${of("constant").length} interleaved rounds of ${MS} ms. The references are bare node:http in a process of its own.`,
    rows: [
      row("GET of one integration", "integration", "an SDK GetItem on the same store", "SDK GetItem"),
      row("GET /v1/connectors", "connectors", "a constant of the same length", "constant"),
    ],
  };
  const gate = (name: string, { median: measured, ...interval }: Estimate, limit: number): Gate => ({
    name,
    measured,
    interval,
    limit,
    kind: "at-least",
    noisy: true,
  });
  const gates = [
    gate("GET of one integration / an SDK GetItem", ratio("integration", "SDK GetItem"), 0.75),
    gate("GET /v1/connectors / a constant", ratio("connectors", "constant"), 0.24),
  ];
  return { tables: [table], gates: deployed ? gates : [] };
}
