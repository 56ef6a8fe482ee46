import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminGetUserCommand,
  CreateGroupCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { createBrowser, textOf } from "@latchkey/local/demo/browser";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  type App,
  authorizeUrl,
  CALLBACK,
  createApp,
  createPool,
  createUser,
  type LoginStack,
  loginStack,
  PASSWORD,
  type TriggerEvent,
} from "../support/login-stack.ts";

const ADA = "ada@example.com";
const arnOf = (name: string): string => `arn:aws:lambda:eu-west-1:000000000000:function:${name}`;
const PRE_SIGN_UP = arnOf("pre-sign-up");
const POST_CONFIRMATION = arnOf("post-confirmation");
const POST_AUTHENTICATION = arnOf("post-authentication");
const PRE_TOKEN_GENERATION = arnOf("pre-token-generation");

let stack: LoginStack;
let poolId: string;
let app: App;
let events: TriggerEvent[];

beforeAll(async () => {
  stack = await loginStack();
});

beforeEach(async () => {
  events = [];
  for (const arn of [PRE_SIGN_UP, POST_CONFIRMATION, POST_AUTHENTICATION, PRE_TOKEN_GENERATION])
    behave(arn, () => undefined);
  poolId = await createPool(stack, {
    LambdaConfig: {
      PreSignUp: PRE_SIGN_UP,
      PostConfirmation: POST_CONFIRMATION,
      PostAuthentication: POST_AUTHENTICATION,
      PreTokenGenerationConfig: { LambdaVersion: "V2_0", LambdaArn: PRE_TOKEN_GENERATION },
    },
  });
  await stack.cognito.send(new CreateGroupCommand({ UserPoolId: poolId, GroupName: "members" }));
  app = await createApp(stack, poolId);
});

afterAll(() => stack.close());

/** What a function does before it returns its event. */
function behave(arn: string, act: (event: TriggerEvent) => unknown): void {
  stack.functions.set(arn, async (event) => {
    events.push(structuredClone(event));
    await act(event);
    return event;
  });
}

const refuse = (message: string) => () => {
  throw new Error(message);
};

const sources = (): readonly string[] => events.map(({ triggerSource }) => triggerSource);

const join = ({ userName }: TriggerEvent) =>
  stack.cognito.send(new AdminAddUserToGroupCommand({ UserPoolId: poolId, Username: userName, GroupName: "members" }));

/** The rule of an application for members only. */
function membersOnly({ request }: TriggerEvent): void {
  const { groupsToOverride } = request["groupConfiguration"] as { groupsToOverride: readonly string[] };
  if (!groupsToOverride.includes("members")) throw new Error("You are no member");
}

async function codeFor(email: string): Promise<string> {
  const response = await fetch(`${stack.origin}/mailbox?to=${encodeURIComponent(email)}`);
  const { messages } = (await response.json()) as { messages: { code: string }[] };
  return messages.at(0)!.code;
}

async function signUp(browser = createBrowser()) {
  const page = await browser.open(authorizeUrl(stack, app, {}, "/signup"));
  return browser.submit(page, { username: ADA, password: PASSWORD });
}

async function signIn(browser = createBrowser(), password = PASSWORD) {
  const page = await browser.open(authorizeUrl(stack, app));
  return browser.submit(page, { username: ADA, password });
}

describe("the functions of a sign-up on the pages", () => {
  it("are asked in turn, the client id in each event, and the first token sees the groups of the one before", async () => {
    behave(POST_CONFIRMATION, join);
    behave(PRE_TOKEN_GENERATION, membersOnly);
    const browser = createBrowser();
    const confirm = await signUp(browser);
    const done = await browser.submit(confirm, { code: await codeFor(ADA) });
    expect(done.url).toContain(`${CALLBACK}?code=`);
    expect(sources()).toEqual([
      "PreSignUp_SignUp",
      "PostConfirmation_ConfirmSignUp",
      "PostAuthentication_Authentication",
      "TokenGeneration_HostedAuth",
    ]);
    expect(events.map(({ callerContext }) => callerContext.clientId)).toEqual(events.map(() => app.clientId));
    expect(events[0]?.request).toEqual({ userAttributes: { email: ADA }, validationData: null });
  });

  it("are asked in the same turn for somebody who is confirmed at once", async () => {
    behave(PRE_SIGN_UP, ({ response }) => Object.assign(response, { autoConfirmUser: true, autoVerifyEmail: true }));
    behave(POST_CONFIRMATION, join);
    behave(PRE_TOKEN_GENERATION, membersOnly);
    expect((await signUp()).url).toContain(`${CALLBACK}?code=`);
    expect(sources()).toHaveLength(4);
  });

  it("refuse in words above the form, and then nobody has signed up", async () => {
    behave(PRE_SIGN_UP, refuse("People of example.com sign up elsewhere"));
    const page = await signUp();
    expect(page.status).toBe(400);
    expect(textOf(page)).toContain("PreSignUp failed with error People of example.com sign up elsewhere.");
    const find = new AdminGetUserCommand({ UserPoolId: poolId, Username: ADA });
    await expect(stack.cognito.send(find)).rejects.toMatchObject({ name: "UserNotFoundException" });
  });

  it("leave the user confirmed when the one after the confirmation throws, who signs in the next time", async () => {
    behave(POST_CONFIRMATION, refuse("No groups today"));
    const browser = createBrowser();
    const confirm = await signUp(browser);
    const page = await browser.submit(confirm, { code: await codeFor(ADA) });
    expect(textOf(page)).toContain("PostConfirmation failed with error No groups today.");
    expect((await signIn()).url).toContain(`${CALLBACK}?code=`);
  });
});

describe("the functions of a sign-in on the pages", () => {
  beforeEach(async () => {
    await createUser(stack, poolId, ADA);
    events = [];
  });

  it("are asked in turn, and by session only the one about tokens", async () => {
    const browser = createBrowser();
    await signIn(browser);
    expect(sources()).toEqual(["PostAuthentication_Authentication", "TokenGeneration_HostedAuth"]);
    events = [];
    const other = await createApp(stack, poolId);
    expect((await browser.open(authorizeUrl(stack, other))).url).toContain(`${CALLBACK}?code=`);
    expect(sources()).toEqual(["TokenGeneration_HostedAuth"]);
    expect(events[0]?.callerContext.clientId).toBe(other.clientId);
  });

  it("refuse in words above the form, and then there is no session", async () => {
    for (const [name, arn] of [
      ["PostAuthentication", POST_AUTHENTICATION],
      ["PreTokenGeneration", PRE_TOKEN_GENERATION],
    ] as const) {
      behave(arn, refuse("Not today"));
      const browser = createBrowser();
      expect(textOf(await signIn(browser))).toContain(`${name} failed with error Not today.`);
      behave(arn, () => undefined);
      expect(new URL((await browser.open(authorizeUrl(stack, app))).url).pathname).toBe("/login");
    }
  });

  it("let somebody into another application by session as soon as the groups allow it", async () => {
    const browser = createBrowser();
    await signIn(browser);
    behave(PRE_TOKEN_GENERATION, membersOnly);
    const members = authorizeUrl(stack, await createApp(stack, poolId));
    expect((await browser.open(members)).url).toBe(
      `${CALLBACK}?error=invalid_request&error_description=${encodeURIComponent("PreTokenGeneration failed with error You are no member.")}&state=some-state`,
    );
    await join(events[0]!);
    expect((await browser.open(members)).url).toContain(`${CALLBACK}?code=`);
  });

  it("are not told of a first password as a confirmation", async () => {
    const Username = "invited@example.com";
    await stack.cognito.send(
      new AdminCreateUserCommand({ UserPoolId: poolId, Username, TemporaryPassword: "Temporary-1" }),
    );
    expect(events).toMatchObject([
      {
        triggerSource: "PreSignUp_AdminCreateUser",
        callerContext: { clientId: "CLIENT_ID_NOT_APPLICABLE" },
        request: { validationData: null },
      },
    ]);
    const browser = createBrowser();
    const page = await browser.open(authorizeUrl(stack, app));
    const change = await browser.submit(page, { username: Username, password: "Temporary-1" });
    const done = await browser.submit(change, { password: PASSWORD });
    expect(done.url).toContain(`${CALLBACK}?code=`);
    expect(sources().slice(1)).toEqual(["PostAuthentication_Authentication", "TokenGeneration_HostedAuth"]);
  });
});
