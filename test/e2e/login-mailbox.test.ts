import { AdminCreateUserCommand } from "@aws-sdk/client-cognito-identity-provider";
import { createBrowser, textOf } from "@latchkey/local/demo/browser";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createPool, type LoginStack, loginStack } from "../support/login-stack.ts";

let stack: LoginStack;
let poolId: string;

beforeAll(async () => {
  stack = await loginStack();
  poolId = await createPool(stack);
});

afterAll(() => stack.close());

beforeEach(() => {
  for (const [id] of stack.context.state.mail.entries()) stack.context.state.mail.delete(id);
});

async function invite(email: string): Promise<void> {
  stack.clock.advance(1000);
  const UserAttributes = [{ Name: "email", Value: email }];
  await stack.cognito.send(new AdminCreateUserCommand({ UserPoolId: poolId, Username: email, UserAttributes }));
}

const json = async (query: string, headers: Record<string, string> = {}) =>
  (await fetch(`${stack.origin}/mailbox${query}`, { headers })).json() as Promise<{
    messages: Record<string, string>[];
  }>;

describe("the mailbox", () => {
  it("answers a program with the mail of one address, ignoring case, newest first", async () => {
    await invite("first@example.com");
    await invite("other@example.com");
    await invite("first+again@example.com");
    const { messages } = await json("?to=FIRST%40Example.com");
    expect(messages).toEqual([
      {
        to: "first@example.com",
        subject: "Your temporary password",
        body: expect.stringContaining("first@example.com"),
        code: expect.any(String),
        sentAt: new Date(stack.clock.now() - 2000).toISOString(),
      },
    ]);
    expect(messages[0]!["body"]).toContain(messages[0]!["code"]);
    const all = await json("", { accept: "application/json" });
    expect(all.messages.map(({ to }) => to)).toEqual([
      "first+again@example.com",
      "other@example.com",
      "first@example.com",
    ]);
  });

  it("answers an address without mail with an empty list", async () => {
    expect(await json("?to=nobody%40example.com")).toEqual({ messages: [] });
  });

  it("keeps mail of the same moment in order, whatever the case of its address", async () => {
    const { mail } = stack.context.state;
    for (const subject of ["one", "two", "three"]) {
      mail.put(subject, { id: subject, poolId, to: "A@Example.com", subject, body: "", sentAt: 0 });
    }
    const { messages } = await json("?to=a%40example.com");
    expect(messages.map(({ subject, code }) => [subject, code])).toEqual([
      ["three", null],
      ["two", null],
      ["one", null],
    ]);
  });

  it("shows people a page, with hostile mail as text", async () => {
    const subject = `<img src=x onerror="alert(1)">`;
    stack.context.state.mail.put("m", {
      id: "m",
      poolId,
      to: "a@example.com",
      subject,
      body: "Hello",
      code: "123456",
      sentAt: 0,
    });
    const page = await createBrowser().open(`${stack.origin}/mailbox`);
    expect(page.status).toBe(200);
    expect(page.text).not.toContain("<img");
    expect(textOf(page)).toContain(`${subject} To a@example.com, 1970-01-01 00:00:00 UTC Hello Code: 123456`);
    expect(page.text).toContain("<title>Mailbox · Latchkey</title>");
    expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
  });

  it("says when it is empty", async () => {
    expect(textOf(await createBrowser().open(`${stack.origin}/mailbox`))).toContain("None yet.");
  });

  it("cannot be read by pages of other origins, and only be read", async () => {
    const response = await fetch(`${stack.origin}/mailbox?to=a@example.com`, {
      headers: { origin: "https://evil.example" },
    });
    expect(response.headers.get("access-control-allow-origin")).toBeNull();
    const posted = await fetch(`${stack.origin}/mailbox`, { method: "POST" });
    expect([posted.status, posted.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
  });
});
