import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { FunctionError } from "@latchkey/local/lambda/invoker";
import { type LambdaOptions, type LambdaRuntime, lambdaRuntime } from "@latchkey/local/lambda/lambda-runtime";
import type { FunctionDefinition } from "@latchkey/local/lambda/start-worker";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const ARN = "arn:aws:lambda:eu-west-1:000000000000:function:probe";
let dir: string;
let runtime: LambdaRuntime | undefined;
let lines: string[];

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "lambda-"));
  lines = [];
});

afterEach(async () => {
  await runtime?.close();
  runtime = undefined;
  await rm(dir, { recursive: true, force: true });
});

/** Starts a runtime with one function, `probe`, made of this source. */
async function start(source: string, definition: Partial<FunctionDefinition> = {}): Promise<LambdaRuntime> {
  const bundle = join(dir, "bundle.mjs");
  await writeFile(bundle, source);
  const functions: LambdaOptions["functions"] = { [ARN]: { bundle, env: {}, timeoutMs: 5_000, ...definition } };
  runtime = lambdaRuntime({ functions, onLog: ({ line }) => lines.push(line) });
  return runtime;
}

/** The refusal of an invocation that must fail. */
const failureOf = (invocation: Promise<unknown>): Promise<FunctionError> =>
  invocation.then(
    (result) => {
      throw new Error(`answered ${JSON.stringify(result)}`);
    },
    (error: unknown) => {
      if (error instanceof FunctionError) return error;
      throw error;
    },
  );

describe("a function", () => {
  it("answers its event with JSON", async () => {
    const lambda = await start(
      "export const handler = async (event) => ({ echo: event, at: new Date(0), gone: undefined })",
    );
    expect(await lambda.invoke(ARN, { text: "ä", list: [1, null] })).toEqual({
      echo: { text: "ä", list: [1, null] },
      at: "1970-01-01T00:00:00.000Z",
    });
  });

  it("is found by name, by ARN and by a qualified ARN", async () => {
    const lambda = await start("export const handler = (event) => event");
    for (const id of ["probe", ARN, `${ARN}:$LATEST`]) expect(await lambda.invoke(id, 1)).toBe(1);
    expect(await failureOf(lambda.invoke("other", 1))).toMatchObject({
      kind: "missing",
      message: "Function not found: other",
    });
  });

  it("sees its own environment and nothing of this process", async () => {
    const lambda = await start("export const handler = () => ({ env: process.env, execArgv: process.execArgv })", {
      env: { AWS_REGION: "eu-west-1", TABLE: "rows" },
    });
    expect(await lambda.invoke(ARN, {})).toEqual({ env: { AWS_REGION: "eu-west-1", TABLE: "rows" }, execArgv: [] });
  });

  it("gets Lambda's context", async () => {
    const source = `export const handler = (event, context) => ({
      ...context,
      left: context.getRemainingTimeInMillis(),
      keys: Object.keys(context).sort(),
    })`;
    const lambda = await start(source, { timeoutMs: 29_000, memoryLimitInMB: 512 });
    const first = (await lambda.invoke(ARN, {})) as Record<string, unknown>;
    expect(first).toMatchObject({
      functionName: "probe",
      functionVersion: "$LATEST",
      invokedFunctionArn: ARN,
      memoryLimitInMB: "512",
      logGroupName: "/aws/lambda/probe",
      callbackWaitsForEmptyEventLoop: true,
      awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect(first["left"]).toBeGreaterThan(0);
    expect(first["left"]).toBeLessThanOrEqual(29_000);
    const second = (await lambda.invoke(ARN, {})) as Record<string, unknown>;
    expect(second["awsRequestId"]).not.toBe(first["awsRequestId"]);
    expect(second["logStreamName"]).toBe(first["logStreamName"]);
  });

  it("has an ARN also when it was given by name", async () => {
    const bundle = join(dir, "named.mjs");
    await writeFile(bundle, "export const handler = (event, context) => context.invokedFunctionArn");
    runtime = lambdaRuntime({
      functions: { named: { bundle, env: { AWS_REGION: "eu-north-1" }, timeoutMs: 1_000 } },
      onLog: () => undefined,
    });
    expect(await runtime.invoke("named", {})).toBe("arn:aws:lambda:eu-north-1:000000000000:function:named");
  });

  it("keeps its state from event to event, and runs events beside each other", async () => {
    const lambda = await start(`
      let waiting = [];
      export const handler = () => new Promise((resolve) => {
        waiting.push(resolve);
        if (waiting.length === 3) for (const [index, answer] of waiting.entries()) answer(index);
      });`);
    expect(await Promise.all([lambda.invoke(ARN, {}), lambda.invoke(ARN, {}), lambda.invoke(ARN, {})])).toEqual([
      0, 1, 2,
    ]);
  });

  it("answers null when it returns nothing", async () => {
    expect(await (await start("export const handler = () => undefined")).invoke(ARN, undefined)).toBeNull();
  });

  it("fails with the message of what it throws", async () => {
    const lambda = await start(`export const handler = (event) => {
      class NotAdmitted extends Error { name = "NotAdmitted" }
      if (event === "error") throw new NotAdmitted("not today");
      if (event === "text") throw "just text";
      return Promise.reject({ code: 7 });
    }`);
    expect(await failureOf(lambda.invoke(ARN, "error"))).toMatchObject({
      kind: "thrown",
      message: "not today",
      errorType: "NotAdmitted",
    });
    expect(await failureOf(lambda.invoke(ARN, "text"))).toMatchObject({ kind: "thrown", message: "just text" });
    expect(await failureOf(lambda.invoke(ARN, "object"))).toMatchObject({ kind: "thrown", message: '{"code":7}' });
    expect(lines[0]).toMatch(/Invoke Error NotAdmitted: not today/);
  });

  it("fails when its result is no JSON or too large", async () => {
    const lambda = await start(`export const handler = (event) => {
      if (event === "large") return "x".repeat(6_291_556);
      if (event === "bigint") return 1n;
      const circle = {};
      circle.circle = circle;
      return circle;
    }`);
    expect(await failureOf(lambda.invoke(ARN, "circle"))).toMatchObject({ kind: "thrown", errorType: "TypeError" });
    expect(await failureOf(lambda.invoke(ARN, "bigint"))).toMatchObject({ kind: "thrown" });
    expect((await failureOf(lambda.invoke(ARN, "large"))).message).toBe(
      "Response payload size exceeded maximum allowed payload size (6291556 bytes).",
    );
  });

  it("is logged line by line, from both of its outputs", async () => {
    const lambda = await start(`export const handler = async () => {
      console.log(JSON.stringify({ level: "info" }));
      console.error("two\\nlines");
      process.stdout.write("begun ");
      await new Promise((resolve) => setTimeout(resolve, 5));
      process.stdout.write("and ended ä\\n");
    }`);
    await lambda.invoke(ARN, {});
    expect(lines).toEqual(['{"level":"info"}', "two", "lines", "begun and ended ä"]);
  });

  it("is logged up to the moment at which it ends its process, and without a last line end", async () => {
    const lambda = await start("export const handler = () => { process.stderr.write('last words'); process.exit(1); }");
    await failureOf(lambda.invoke(ARN, {}));
    expect(lines).toEqual(["last words"]);
  });

  it("is loaded ahead of its first event by warm", async () => {
    const lambda = await start("console.log('loaded'); export const handler = () => 1");
    await lambda.warm();
    expect(lines).toEqual(["loaded"]);
    await lambda.invoke(ARN, {});
    expect(lines).toEqual(["loaded"]);
  });
});

describe("an environment", () => {
  const COUNTING = `
    let events = 0;
    export const handler = async (event) => {
      events += 1;
      if (event === "hang") await new Promise(() => {});
      if (event === "spin") for (;;);
      if (event === "exit") process.exit(3);
      if (event === "crash") { setTimeout(() => { throw new Error("loose end"); }); await new Promise(() => {}); }
      if (event === "slow") await new Promise((resolve) => setTimeout(resolve, 400));
      return events;
    };`;

  it.each(["hang", "spin"])("is replaced after a function timed out: %s", async (how) => {
    const lambda = await start(COUNTING, { timeoutMs: 200 });
    expect(await lambda.invoke(ARN, "count")).toBe(1);
    const failure = await failureOf(lambda.invoke(ARN, how));
    expect(failure.kind).toBe("timeout");
    expect(failure.message).toMatch(/^[0-9a-f-]{36} Task timed out after 0\.20 seconds$/);
    expect(await lambda.invoke(ARN, "count")).toBe(1);
  });

  it("lets the other events finish when one of them times out", async () => {
    const lambda = await start(COUNTING, { timeoutMs: 1_000 });
    await lambda.warm();
    const hanging = failureOf(lambda.invoke(ARN, "hang"));
    await new Promise((resolve) => setTimeout(resolve, 800));
    const slow = lambda.invoke(ARN, "slow");
    expect((await hanging).kind).toBe("timeout");
    expect(await lambda.invoke(ARN, "count")).toBe(1);
    expect(await slow).toBe(2);
  });

  it("is replaced after it exited, and all its events fail", async () => {
    const lambda = await start(COUNTING);
    await lambda.warm();
    const failures = await Promise.all([failureOf(lambda.invoke(ARN, "hang")), failureOf(lambda.invoke(ARN, "exit"))]);
    for (const failure of failures) {
      expect(failure).toMatchObject({ kind: "crashed", message: "Runtime exited with error: exit status 3" });
    }
    expect(await lambda.invoke(ARN, "count")).toBe(1);
  });

  it("is replaced after an error that nobody caught", async () => {
    const lambda = await start(COUNTING);
    expect(await failureOf(lambda.invoke(ARN, "crash"))).toMatchObject({ kind: "crashed", message: "loose end" });
    expect(lines).toContain("Uncaught Error: loose end");
    expect(await lambda.invoke(ARN, "count")).toBe(1);
  });

  it("goes on when only its caller lost patience", async () => {
    const lambda = await start(COUNTING);
    await lambda.warm();
    const failure = await failureOf(lambda.invoke(ARN, "slow", { timeoutMs: 50 }));
    expect(failure).toMatchObject({ kind: "timeout", message: `${ARN} did not answer within 50 ms` });
    expect(await lambda.invoke(ARN, "count")).toBe(2);
  });

  it.each([
    ["throws while it is loaded", "throw new Error('no table')", "probe did not start: no table"],
    ["exports no handler", "export const main = 1", "exports no function named handler"],
    ["ends while it is loaded", "process.exit(4)", "probe did not start: exit status 4"],
    ["is no JavaScript", "export const handler = (", "probe did not start: "],
  ])("is tried again with the next event when its bundle %s", async (_case, source, message) => {
    const lambda = await start(source);
    const failures = [failureOf(lambda.invoke(ARN, {})), failureOf(lambda.invoke(ARN, {})), failureOf(lambda.warm())];
    for (const failure of await Promise.all(failures)) {
      expect(failure).toMatchObject({ kind: "crashed", message: expect.stringContaining(message) });
    }
    await writeFile(join(dir, "bundle.mjs"), "export const handler = () => 'repaired'");
    expect(await lambda.invoke(ARN, {})).toBe("repaired");
  });

  it("is refused with the path of a bundle that is not there", async () => {
    const lambda = await start("", { bundle: join(dir, "missing.mjs") });
    expect((await failureOf(lambda.invoke(ARN, {}))).message).toContain(join(dir, "missing.mjs"));
  });
});

describe("a runtime", () => {
  it("refuses two functions of one name", () => {
    const definition = { bundle: "", env: {}, timeoutMs: 1 };
    expect(() =>
      lambdaRuntime({ functions: { [ARN]: definition, probe: definition }, onLog: () => undefined }),
    ).toThrow("Two functions are named probe");
  });

  it("fails what still runs when it closes, and everything after", async () => {
    const lambda = await start("export const handler = () => new Promise(() => {})");
    await lambda.warm();
    const running = failureOf(lambda.invoke(ARN, {}));
    await lambda.close();
    expect(await running).toMatchObject({ kind: "crashed", message: "The environment of probe was shut down" });
    expect(await failureOf(lambda.invoke(ARN, {}))).toMatchObject({ message: "The Lambda runtime is closed" });
  });

  it("keeps its process alive while an event runs, and not when it is idle", async () => {
    const bundle = join(dir, "bundle.mjs");
    await writeFile(bundle, "export const handler = () => new Promise((resolve) => setTimeout(resolve, 100, 'done'))");
    const script = join(dir, "main.mts");
    const module = fileURLToPath(import.meta.resolve("@latchkey/local/lambda/lambda-runtime"));
    await writeFile(
      script,
      `import { lambdaRuntime } from ${JSON.stringify(module)};
      const runtime = lambdaRuntime({
        functions: { probe: { bundle: ${JSON.stringify(bundle)}, env: {}, timeoutMs: 60_000 } },
        onLog: ({ line }) => console.log(line),
      });
      await runtime.warm();
      runtime.invoke("probe", {}).then((result) => console.log(result));`,
    );
    const child = spawn(process.execPath, ["--import", import.meta.resolve("tsx"), script], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let output = "";
    child.stdout.on("data", (bytes: Buffer) => {
      output += String(bytes);
    });
    expect(await once(child, "exit")).toEqual([0, null]);
    expect(output).toBe("done\n");
  });
});
