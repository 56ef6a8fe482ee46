import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ADA, type App, createApp, type LoginStack, stackWithApp } from "../support/login-stack.ts";
import { basic, postForm, tokenCall, tokensFor } from "../support/oauth-calls.ts";

let stack: LoginStack;
let poolId: string;
let app: App;

beforeAll(async () => {
  ({ stack, poolId, app } = await stackWithApp());
});

afterAll(() => stack.close());

const revoke = (token: string | undefined, headers: Record<string, string> = {}, body: Record<string, string> = {}) =>
  postForm(`${stack.origin}/oauth2/revoke`, { token, ...body }, headers);

const asApp = () => ({ authorization: basic(app.clientId, app.clientSecret) });

describe("revocation", () => {
  it("answers 200 with an empty body, again for a revoked and for an unknown token", async () => {
    const { refresh_token = "" } = await tokensFor(stack, app, ADA);
    for (const token of [refresh_token, refresh_token, "unknown"]) {
      const response = await fetch(`${stack.origin}/oauth2/revoke`, {
        method: "POST",
        headers: asApp(),
        body: new URLSearchParams({ token }),
      });
      expect([response.status, await response.text()]).toEqual([200, ""]);
    }
    const { body } = await tokenCall(stack, app, { grant_type: "refresh_token", refresh_token });
    expect(body).toEqual({ error: "invalid_grant" });
  });

  it("does not touch another client's token", async () => {
    const { refresh_token = "" } = await tokensFor(stack, app, ADA);
    const other = await createApp(stack, poolId);
    await revoke(refresh_token, { authorization: basic(other.clientId, other.clientSecret) });
    expect((await tokenCall(stack, app, { grant_type: "refresh_token", refresh_token })).status).toBe(200);
  });

  it("refuses what it cannot do", async () => {
    const { access_token, refresh_token } = await tokensFor(stack, app, ADA);
    const plain = await createApp(stack, poolId, { EnableTokenRevocation: false });
    const asPlain = { authorization: basic(plain.clientId, plain.clientSecret) };
    const wrong = { authorization: basic(app.clientId, "wrong") };
    const answers = [
      await revoke(undefined, asApp()),
      await revoke(refresh_token, asPlain),
      await revoke(access_token, asApp()),
      await revoke(refresh_token, wrong),
      await revoke(refresh_token, {}, { client_id: app.clientId }),
      await revoke(refresh_token),
    ];
    expect(answers.map(({ status, body }) => [status, body["error"]])).toEqual([
      [400, "invalid_request"],
      [400, "invalid_request"],
      [400, "unsupported_token_type"],
      [401, "invalid_client"],
      [401, "invalid_client"],
      [400, "invalid_request"],
    ]);
  });

  it("takes a public client by its id", async () => {
    const open = await createApp(stack, poolId, { GenerateSecret: false });
    expect((await revoke("unknown", {}, { client_id: open.clientId })).status).toBe(200);
  });
});
