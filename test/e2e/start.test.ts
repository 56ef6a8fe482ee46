import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { artifactReaders } from "@latchkey/local/demo/artifact-readers";
import { signIn } from "@latchkey/local/demo/sign-in";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { accessToken, apiClient } from "../support/api-client.ts";
import { killGroup, type NpmStart, npmStart, readDescription } from "../support/npm-start.ts";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../..", import.meta.url));
const FREE = ["--port", "0", "--login-port", "0"];

let dir: string;
let started: NpmStart[];

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "latchkey-start-"));
  started = [];
});
afterEach(async () => {
  for (const each of started)
    if (each.process.exitCode === null && each.process.signalCode === null) await killGroup(each);
  await rm(dir, { recursive: true, force: true });
});

function start(...options: string[]): NpmStart {
  const each = npmStart(...options);
  started.push(each);
  return each;
}

/** The commands that the welcome prints, each whole. */
const printedCommands = (welcome: string): readonly string[] =>
  welcome
    .replaceAll("\\\n", "")
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line.startsWith("curl "));

describe("npm start", () => {
  it("is ready with one screen that holds a command which registers a GitLab, twice the same", async () => {
    const server = start(...FREE, "--data-dir", join(dir, "data"));
    const welcome = await server.ready();
    expect(welcome.split("\n").length).toBeLessThan(25);
    const [token, register] = printedCommands(welcome);
    expect((await run("sh", ["-c", token!])).stdout.trim().split(".")).toHaveLength(3);
    const first = JSON.parse((await run("sh", ["-c", register!])).stdout);
    expect(first).toMatchObject({ connector: "gitlab", state: "active", payload: { secret: "inline" } });
    expect(JSON.stringify(first.payload.artifacts)).toMatch(/[A-Za-z0-9]{52}/);
    const again = JSON.parse((await run("sh", ["-c", register!])).stdout);
    expect(again).toEqual(first);
    const { mode } = await stat(join(dir, "data", "stack.json"));
    expect(mode & 0o777).toBe(0o600);
  });

  it("finds everything again after it was killed", async () => {
    const options = [...FREE, "--data-dir", join(dir, "data")];
    const first = start(...options);
    await first.ready();
    const before = await readDescription(join(dir, "data"));
    const api = apiClient(before.apiUrl, await accessToken(before));
    const body = {
      connector: "generic-oidc",
      name: "Wiki",
      settings: { callbackUrls: ["https://wiki.example.com/cb"] },
    };
    const registered = await api("/v1/integrations", { method: "POST", body });
    expect(registered.status).toBe(201);
    await killGroup(first);

    const second = start(...options);
    await second.ready();
    const after = await readDescription(join(dir, "data"));
    expect(after.portal).toEqual(before.portal);
    expect(after.pid).not.toBe(before.pid);
    const reopened = apiClient(after.apiUrl, await accessToken(after));
    const payload = await reopened(`/v1/integrations/${registered.json.id}/payload`);
    expect(payload.status).toBe(200);
    const secretOf = (text: string) => /[A-Za-z0-9]{52}/.exec(text)?.[0];
    expect(secretOf(payload.text)).toBe(secretOf(registered.text));
    const artifact = payload.json.artifacts.find(({ name }: { name: string }) => name === "env");
    const party = (await artifactReaders()).genericOidc(artifact);
    expect(await signIn(party, after)).toMatchObject({ email: after.user.email });
  });

  it.each(["SIGINT", "SIGTERM"] as const)("stops cleanly on %s to npm, also when it comes twice", async (signal) => {
    const server = start(...FREE, "--memory");
    await server.ready();
    server.process.kill(signal);
    server.process.kill(signal);
    const { stderr, code, signal: killedBy } = await server.ended;
    // Nothing but that in a pipe: no progress, no stack.
    expect(stderr.trim()).toBe("Stopping.");
    expect(killedBy === null ? code : killedBy).not.toBe("SIGKILL");
  });
});

describe("a start that cannot be", () => {
  async function refusal(...options: string[]): Promise<string> {
    const { code, stderr, stdout } = await start(...options).ended;
    expect({ code, stdout, lines: stderr.trim().split("\n").length }).toEqual({ code: 1, stdout: "", lines: 1 });
    return stderr.trim();
  }

  it("names the port that is in use, the directory that is not its own, and the one that cannot be used", async () => {
    const taken = createServer().listen(0, "127.0.0.1");
    await once(taken, "listening");
    const port = String((taken.address() as AddressInfo).port);
    await writeFile(join(dir, "thesis.txt"), "mine");
    const [api, login, foreign, unusable] = await Promise.all([
      refusal("--memory", "--port", port, "--login-port", "0"),
      refusal("--memory", "--port", "0", "--login-port", port),
      refusal(...FREE, "--data-dir", dir),
      refusal(...FREE, "--data-dir", join(dir, "thesis.txt")),
    ]);
    expect(api).toContain(`Port ${port} is in use`);
    expect(login).toContain(`Port ${port} is in use`);
    expect(foreign).toContain("not made by Latchkey");
    expect(unusable).toContain(join(dir, "thesis.txt"));
    expect(await readdir(dir)).toEqual(["thesis.txt"]);
    taken.close();
  });

  it("refuses a second start on the same directory and leaves the first alone", async () => {
    const first = start(...FREE, "--data-dir", join(dir, "data"));
    await first.ready();
    expect(await refusal(...FREE, "--data-dir", join(dir, "data"))).toContain("another process has it open");
    const { apiUrl } = await readDescription(join(dir, "data"));
    expect((await fetch(`${apiUrl}/healthz`)).status).toBe(200);
  });

  it("names an option that it does not know, and one with a wrong value", async () => {
    const [unknown, port, both, origin] = await Promise.all([
      refusal("--prot", "1"),
      refusal("--port", "eighty"),
      refusal("--memory", "--data-dir", dir),
      refusal("--cors-origin", "https://portal.example.com/"),
    ]);
    expect(unknown).toContain("--prot");
    expect(port).toContain("--port");
    expect(both).toContain("--memory");
    expect(origin).toContain("--cors-origin");
  });

  it("names the Node that is needed on an old one", async () => {
    const old = `Object.defineProperty(process.versions, "node", { value: "18.20.8" }); require("./tools/require-node.cjs")`;
    const failed = await run("node", ["-e", old], { cwd: root }).catch((error: unknown) => error);
    expect(failed).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("needs Node.js 20.19 or newer; this is 18.20.8"),
    });
  });
});
