// Stands in for the Pulumi engine behind SST's own CLI: runs the stack's program against recorded resources instead of AWS. Arguments,
// stack file and event log are those that the CLI gives and reads.
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { dataSource } from "./data-source.ts";
import { plausibleState } from "./plausible-state.ts";
import type { EngineReport, RecordedResource, ResourceOptions } from "./recorded-resource.ts";

const [, , command = "", ...rest] = process.argv;
const option = (name: string): string => rest[rest.indexOf(name) + 1] ?? "";

function finish(line?: string): never {
  if (line !== undefined) console.log(line);
  process.exit(0);
}

function statePath(stack: string): string {
  const backend = (process.env["PULUMI_BACKEND_URL"] ?? "file://.").replace("file://", "");
  return `${join(backend, ".pulumi/stacks", ...stack.split("/").slice(1))}.json`;
}

function writeState(stack: string, resources: readonly object[]): void {
  const path = statePath(stack);
  mkdirSync(dirname(path), { recursive: true });
  const latest = { manifest: { time: "2026-01-01T00:00:00Z", magic: "", version: "" }, metadata: {}, resources };
  writeFileSync(path, JSON.stringify({ version: 3, checkpoint: { stack, latest } }));
}

/** The little of Pulumi's SDK that is used here; the platform brings the SDK, this repository does not. */
interface PulumiSdk {
  readonly runtime: {
    setAllConfig(config: Record<string, string>): void;
    setMocks(mocks: object, project: string, stack: string, preview: boolean, organization: string): void;
    getMonitor(): Monitor;
    runInPulumiStack(program: () => Promise<unknown>): Promise<Record<string, unknown> | undefined>;
    disconnect(): Promise<void>;
  };
  output(value: unknown): { apply(use: (value: unknown) => unknown): void };
}

interface Monitor {
  registerResource(this: Monitor, request: RegisterRequest, callback: unknown): unknown;
  registerResourceOutputs(this: Monitor, request: OutputsRequest, callback: unknown): unknown;
}

interface RegisterRequest {
  getType(): string;
  getName(): string;
  getParent(): string | undefined;
  getProtect?(): boolean;
  getRetainondelete?(): boolean;
}

interface OutputsRequest {
  getUrn(): string;
  getOutputs?(): { toJavaScript(): unknown } | undefined;
}

interface NewResource {
  readonly type: string;
  readonly name: string;
  readonly inputs: Record<string, unknown>;
  readonly id?: string;
}

async function runProgram(): Promise<void> {
  const stack = option("--stack");
  const [organization = "", project = "", stage = ""] = stack.split("/");
  const main = /main:\s*(.+)/.exec(readFileSync("Pulumi.yaml", "utf8"))?.[1]?.trim() ?? "";
  const config = configOf(rest);
  const region = config["aws:region"] ?? process.env["AWS_REGION"] ?? "us-east-1";
  const made: Omit<RecordedResource, "options">[] = [];
  const options = new Map<string, ResourceOptions>();
  const componentOutputs = new Map<string, unknown>();
  // The platform's own copy of the SDK, which the program uses too.
  const pulumi = createRequire(main)("@pulumi/pulumi") as PulumiSdk;
  pulumi.runtime.setAllConfig(config);
  pulumi.runtime.setMocks(
    {
      newResource({ type, name, inputs, id }: NewResource) {
        const plausible = plausibleState(type, name, { ...inputs, ...(id && { id }) }, region);
        const read = id !== undefined && id !== "";
        made.push({ type, name, id: read ? id : plausible.id, read, inputs: plain(inputs) });
        return { id: read ? id : plausible.id, state: { ...inputs, ...plausible.state } };
      },
      call: ({ token, inputs }: { readonly token: string; readonly inputs: Record<string, unknown> }) =>
        dataSource(token, inputs, region),
    },
    project,
    stage,
    // A preview leaves out what it cannot know yet; here everything is known at once, and looked at.
    false,
    organization,
  );
  watch(pulumi.runtime.getMonitor(), options, componentOutputs);
  const { outputs, failures } = await settle(pulumi, main);
  const resources = made.map((resource) => ({
    ...resource,
    options: options.get(`${resource.type}::${resource.name}`) ?? { protect: false, retainOnDelete: false, parent: "" },
  }));
  report({ stack, project, stage, resources, failures, outputs, componentOutputs });
  process.exit(failures.length > 0 ? 1 : 0);
}

const plain = (value: unknown): Record<string, unknown> =>
  JSON.parse(JSON.stringify(value ?? {})) as Record<string, unknown>;

function configOf(args: readonly string[]): Record<string, string> {
  const pairs = args.flatMap((arg, index) => (arg === "--config" ? [args[index + 1] ?? ""] : []));
  return Object.fromEntries(pairs.map((pair) => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)]));
}

/** Protection and retention never reach `newResource`: they are read from the registration itself. */
function watch(monitor: Monitor, options: Map<string, ResourceOptions>, componentOutputs: Map<string, unknown>): void {
  const { registerResource, registerResourceOutputs } = monitor;
  monitor.registerResource = function (request, callback) {
    options.set(`${request.getType()}::${request.getName()}`, {
      protect: request.getProtect?.() ?? false,
      retainOnDelete: request.getRetainondelete?.() ?? false,
      parent: request.getParent()?.split("::").at(-1) ?? "",
    });
    return registerResource.call(this, request, callback);
  };
  monitor.registerResourceOutputs = function (request, callback) {
    const outputs = request.getOutputs?.();
    if (outputs !== undefined) componentOutputs.set(request.getUrn(), outputs.toJavaScript());
    return registerResourceOutputs.call(this, request, callback);
  };
}

/** A rejected output leaves what depends on it pending for ever, so that the first rejection ends the run. */
async function settle(
  pulumi: PulumiSdk,
  main: string,
): Promise<{ readonly outputs: Record<string, unknown>; readonly failures: readonly string[] }> {
  const failures: string[] = [];
  const failed = new Promise<void>((resolve) => {
    process.on("unhandledRejection", (error) => {
      failures.push(textOf(error));
      setTimeout(resolve, 250);
    });
  });
  let outputs: Record<string, unknown> = {};
  const program = async (): Promise<void> => {
    const raw = await pulumi.runtime.runInPulumiStack(
      async () => ((await import(pathToFileURL(main).href)) as { default: unknown }).default,
    );
    outputs = plain(await new Promise((resolve) => pulumi.output(raw ?? {}).apply((value) => resolve(value))));
    await pulumi.runtime.disconnect();
    // Components register their outputs in later turns.
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    await pulumi.runtime.disconnect();
  };
  await Promise.race([program().catch((error: unknown) => failures.push(textOf(error))), failed]);
  return { outputs, failures };
}

const textOf = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));

interface Run {
  readonly stack: string;
  readonly project: string;
  readonly stage: string;
  readonly resources: readonly RecordedResource[];
  readonly failures: readonly string[];
  readonly outputs: Record<string, unknown>;
  readonly componentOutputs: ReadonlyMap<string, unknown>;
}

/** Events for the CLI's own display, component outputs into the state file, and the report for the tests. */
function report({ stack, project, stage, resources, failures, outputs, componentOutputs }: Run): void {
  const log = option("--event-log");
  let sequence = 0;
  const emit = (event: object): void => {
    const timestamp = Math.floor(Date.now() / 1000);
    appendFileSync(log, `${JSON.stringify({ sequence, timestamp, ...event })}\n`);
    sequence += 1;
  };
  for (const { type, name, inputs } of resources) {
    const urn = `urn:pulumi:${stage}::${project}::${type}::${name}`;
    const now = { type, urn, custom: true, id: "", parent: "", inputs, outputs: inputs, provider: "" };
    const metadata = { op: "create", urn, type, provider: "", old: null, new: now };
    emit({ resourcePreEvent: { metadata, planning: command === "preview" } });
    emit({ resOutputsEvent: { metadata, planning: command === "preview" } });
  }
  for (const message of failures) emit({ diagnosticEvent: { message, color: "raw", severity: "error", prefix: "" } });
  const root = `urn:pulumi:${stage}::${project}::pulumi:pulumi:Stack::${project}-${stage}`;
  if (existsSync(statePath(stack)))
    writeState(stack, [
      { urn: root, custom: false, type: "pulumi:pulumi:Stack", inputs: {}, outputs },
      ...[...componentOutputs].map(([urn, values]) => ({
        urn,
        custom: false,
        type: urn.split("::")[2]?.split("$").at(-1),
        inputs: {},
        outputs: values,
      })),
    ]);
  emit({
    summaryEvent: {
      maybeCorrupt: false,
      durationSeconds: 1,
      resourceChanges: { create: resources.length },
      policyPacks: {},
    },
  });
  const path = process.env["LATCHKEY_OFFLINE_REPORT"];
  const result: EngineReport = { command, resources, outputs, failures };
  if (path !== undefined) writeFileSync(path, JSON.stringify(result));
}

if (command === "version") finish("v3.215.0");
if (command === "stack" && rest[0] === "init") {
  writeState(rest[1] ?? "", []);
  finish();
}
if (command !== "preview" && command !== "up") {
  console.error(`The offline engine has no command ${command}.`);
  process.exit(1);
}
await runProgram();
