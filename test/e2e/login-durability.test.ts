import { EventEmitter, once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createBrowser, signInThroughPages } from "@latchkey/local/demo/browser";
import { loginPlane } from "@latchkey/local/login/plane";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ADA, authorizeUrl, CALLBACK, createApp, createPool, createUser, loginStack } from "../support/login-stack.ts";
import { tokenCall, tokensFor } from "../support/oauth-calls.ts";

let dir: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "login-"));
});

afterEach(() => rm(dir, { recursive: true }));

describe("a restart", () => {
  it("forgets neither sessions nor refresh tokens nor keys", async () => {
    const first = await loginStack({ dir });
    const app = await createApp(first, await createPool(first));
    await createUser(first, app.poolId, ADA.username);
    const browser = createBrowser();
    await signInThroughPages(authorizeUrl(first, app), ADA, CALLBACK, browser);
    const { refresh_token } = await tokensFor(first, app, ADA);
    await first.close();
    const second = await loginStack({ dir });
    expect((await browser.open(authorizeUrl(second, app))).url).toContain(`${CALLBACK}?code=`);
    expect((await tokenCall(second, app, { grant_type: "refresh_token", refresh_token })).status).toBe(200);
    await second.close();
  });
});

describe("an answer", () => {
  it("leaves only when what it says is durable", async () => {
    const stack = await loginStack();
    const order: string[] = [];
    const disk = new EventEmitter();
    const plane = loginPlane(stack.context, async () => {
      order.push("commit");
      await once(disk, "written");
    });
    const server = createServer((request, response) => void plane(request, response));
    await new Promise<void>((resolve) => {
      server.listen(0, "127.0.0.1", resolve);
    });
    const { port } = server.address() as AddressInfo;
    const answer = fetch(`http://localhost:${port}/login`).then(() => order.push("answer"));
    await expect.poll(() => order).toEqual(["commit"]);
    disk.emit("written");
    await answer;
    expect(order).toEqual(["commit", "answer"]);
    server.closeAllConnections();
    server.close();
    await stack.close();
  });
});
