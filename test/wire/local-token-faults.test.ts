import { manualClock } from "@latchkey/local/kernel/clock";
import type { Fault } from "@latchkey/local/kernel/faults";
import { type RunningAws, startAws } from "@latchkey/local/stack/start-aws";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { basic, type OAuthAnswer, postForm } from "../support/oauth-calls.ts";
import { sharedSigningKeys } from "../support/signing-keys.ts";

const clock = manualClock(Date.now());
const errors: unknown[] = [];
let aws: RunningAws;

beforeAll(async () => {
  aws = await startAws({
    loginPort: 0,
    recording: true,
    signingKeys: sharedSigningKeys,
    clock,
    onError: (error) => errors.push(error),
  });
});
afterEach(() => {
  aws.faults.clear();
  aws.faults.forget();
});
afterAll(() => aws.close());

const hit = (fault: Fault, call?: number): (() => void) =>
  aws.faults.add({ service: "login", operation: "token", fault, ...(call !== undefined && { call }) });

/** A machine's token, as the portal client gets it. */
const token = (): Promise<OAuthAnswer> => {
  const { clientId, clientSecret } = aws.provisions.portal;
  const headers = { authorization: basic(clientId, clientSecret) };
  return postForm(`${aws.origin}/oauth2/token`, { grant_type: "client_credentials" }, headers);
};

/** What the caller sees of a connection that breaks. */
const broken = { cause: { code: "ECONNRESET" } };

describe("a token call", () => {
  test("that is throttled is answered with 429", async () => {
    hit({ kind: "throttle" }, 1);
    expect(await token()).toMatchObject({ status: 429, body: { error: "too_many_requests" } });
    expect(await token()).toMatchObject({ status: 200, body: { token_type: "Bearer" } });
  });

  test("that fails inside is answered with 500", async () => {
    hit({ kind: "error", type: "server_error", message: "on fire" });
    const body = { error: "server_error", error_description: "on fire" };
    expect(await token()).toMatchObject({ status: 500, body });
  });

  test("can be refused with any error of OAuth, whatever it presents", async () => {
    hit({ kind: "error", type: "invalid_client" });
    expect(await token()).toMatchObject({ status: 400, body: { error: "invalid_client" } });
  });

  test.each<Fault>([{ kind: "reset-before" }, { kind: "reset-after" }, { kind: "late", ms: 1000 }])(
    "breaks when its fault is $kind",
    async (fault) => {
      hit(fault, 1);
      await expect(token()).rejects.toMatchObject(broken);
      clock.advance(1000);
      expect(await token()).toMatchObject({ status: 200 });
    },
  );

  test("that hangs is never answered", async () => {
    hit({ kind: "hang" });
    const giveUp = new AbortController();
    const { clientId } = aws.provisions.portal;
    const body = new URLSearchParams({ grant_type: "client_credentials", client_id: clientId });
    const hanging = fetch(`${aws.origin}/oauth2/token`, { method: "POST", body, signal: giveUp.signal });
    await vi.waitFor(() => expect(aws.faults.calls).toHaveLength(1));
    clock.advance(3_600_000);
    expect(await Promise.race([hanging, Promise.resolve("waiting")])).toBe("waiting");
    giveUp.abort();
    await expect(hanging).rejects.toMatchObject({ name: "AbortError" });
  });

  test("that is delayed is answered afterwards", async () => {
    hit({ kind: "delay", ms: 5000 });
    const delayed = token();
    await vi.waitFor(() => expect(aws.faults.calls).toHaveLength(1));
    expect(await Promise.race([delayed, Promise.resolve("waiting")])).toBe("waiting");
    // The fault begins to wait some turns of the event loop after the call was recorded.
    const advancing = setInterval(() => clock.advance(5000), 5);
    expect(await delayed).toMatchObject({ status: 200 });
    clearInterval(advancing);
  });

  test("cannot be stale: that is a mistake, which is reported", async () => {
    hit({ kind: "stale", ms: 5000 });
    expect(await token()).toMatchObject({ status: 500 });
    expect(String(errors.splice(0))).toContain("A stale login token is impossible");
  });
});

test("a code that was exchanged before the connection broke is used up, one that was not is still good", async () => {
  const rules = [
    { fault: { kind: "reset-before" }, stored: true },
    { fault: { kind: "reset-after" }, stored: false },
    { fault: { kind: "late", ms: 1 }, stored: true },
  ] as const;
  const { clientId, clientSecret } = aws.provisions.portal;
  const client = aws.cognito.clients.get(clientId)!;
  const callback = "https://app.example/callback";
  const settings = { ...client.settings, AllowedOAuthFlows: ["code"], CallbackURLs: [callback] };
  aws.cognito.clients.put(clientId, { ...client, settings });
  for (const { fault, stored } of rules) {
    const grant = { poolId: client.poolId, clientId, username: aws.provisions.user.username, scopes: ["openid"] };
    const times = { authTime: clock.now(), expiresAt: clock.now() + 300_000 };
    aws.cognito.codes.put("code", { ...grant, ...times, originJti: "origin", redirectUri: callback });
    const forget = hit(fault);
    const form = { grant_type: "authorization_code", code: "code", redirect_uri: callback };
    const headers = { authorization: basic(clientId, clientSecret) };
    await expect(postForm(`${aws.origin}/oauth2/token`, form, headers)).rejects.toMatchObject(broken);
    clock.advance(1);
    forget();
    // An effect that was to land now has landed before the next answer.
    await token();
    expect(aws.cognito.codes.get("code") !== undefined, fault.kind).toBe(stored);
    aws.cognito.codes.delete("code");
  }
  aws.cognito.clients.put(clientId, client);
});

describe("a recorded token call", () => {
  test("names grant type and client, and never a secret", async () => {
    const { clientId, clientSecret } = aws.provisions.portal;
    const url = `${aws.origin}/oauth2/token`;
    const secrets = {
      client_secret: clientSecret,
      code: "a-code",
      refresh_token: "a-token",
      code_verifier: "verifier",
    };
    hit({ kind: "throttle" }, 2);
    await postForm(url, { grant_type: "client_credentials", client_id: clientId, ...secrets });
    await postForm(
      url,
      { grant_type: "authorization_code", ...secrets },
      { authorization: basic(clientId, clientSecret) },
    );
    await postForm(url, {}, { authorization: "Basic bm9jb2xvbg==" });
    const call = { service: "login", operation: "token" };
    expect(aws.faults.calls).toEqual([
      { ...call, index: 1, input: { grant_type: "client_credentials", client_id: clientId } },
      {
        ...call,
        index: 2,
        input: { grant_type: "authorization_code", client_id: clientId },
        fault: { kind: "throttle" },
      },
      { ...call, index: 3, input: {} },
    ]);
  });

  test("is one of the token endpoint alone", async () => {
    await fetch(`${aws.origin}/oauth2/token`);
    await fetch(`${aws.origin}/oauth2/token`, { method: "OPTIONS" });
    await fetch(`${aws.origin}/${aws.provisions.userPoolId}/.well-known/jwks.json`);
    await postForm(`${aws.origin}/oauth2/revoke`, { token: "none" });
    expect(aws.faults.calls).toEqual([]);
  });

  test("is hit by the rule whose condition it meets", async () => {
    const fault: Fault = { kind: "throttle" };
    const when = (input: Readonly<Record<string, unknown>>) => input["client_id"] === "another";
    aws.faults.add({ service: "login", operation: "token", when, fault });
    expect(await token()).toMatchObject({ status: 200 });
  });
});
