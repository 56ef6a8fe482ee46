import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { accessToken, apiClient } from "../support/api-client.ts";
import { killGroup, type NpmStart, npmStart, readDescription } from "../support/npm-start.ts";
import { reconcileCommand } from "../support/reconcile-command.ts";

let dir: string;
let server: NpmStart | undefined;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "latchkey-reconcile-"));
});
afterEach(async () => {
  if (server?.process.exitCode === null && server.process.signalCode === null) await killGroup(server);
  server = undefined;
  await rm(dir, { recursive: true, force: true });
});

describe("npm run reconcile", () => {
  it("runs one pass in the running service and prints what it did, and says so once it does not run any more", async () => {
    const data = join(dir, "data");
    server = npmStart("--port", "0", "--login-port", "0", "--data-dir", data);
    await server.ready();
    const first = await reconcileCommand("--data-dir", data);
    expect(first).toMatchObject({ code: 0, stderr: "" });
    const { strangers, ...counts } = JSON.parse(first.stdout) as Record<string, unknown>;
    expect(strangers).toEqual([]);
    expect(Object.keys(counts)).toEqual(
      expect.arrayContaining(["finished", "pending", "swept", "tended", "published"]),
    );
    expect(new Set(Object.values(counts))).toEqual(new Set([0]));

    const description = await readDescription(data);
    const api = apiClient(description.apiUrl, await accessToken(description));
    const settings = { callbackUrls: ["https://wiki.example.com/cb"] };
    const body = { connector: "generic-oidc", name: "Wiki", settings };
    const { json } = await api("/v1/integrations", { method: "POST", body });
    const second = await reconcileCommand("--data-dir", data);
    // The service reconciles by itself too: what it has done already is not done again.
    expect(JSON.parse(second.stdout)).toMatchObject({ finished: 0, pending: 0, strangers: [] });
    expect(JSON.parse(second.stdout).published).toBeLessThanOrEqual(2);
    expect((await api(`/v1/integrations/${json.id}`)).json).toMatchObject({ state: "active" });

    await killGroup(server);
    const refused = await reconcileCommand("--data-dir", data);
    expect(refused).toMatchObject({ code: 1, stdout: "" });
    expect(refused.stderr).toContain("start it with npm start");
  });

  it("names the file that is missing when nothing was ever started there, and shows its options", async () => {
    const [missing, help, unknown] = await Promise.all([
      reconcileCommand("--data-dir", join(dir, "nowhere")),
      reconcileCommand("--help"),
      reconcileCommand("--all"),
    ]);
    expect(missing).toMatchObject({ code: 1, stdout: "" });
    expect(missing.stderr).toContain(join(dir, "nowhere", "stack.json"));
    expect(help).toMatchObject({ code: 0, stderr: "" });
    expect(help.stdout).toContain("--data-dir");
    expect(unknown.code).toBe(1);
    expect(unknown.stderr).toContain("--all");
  });
});
