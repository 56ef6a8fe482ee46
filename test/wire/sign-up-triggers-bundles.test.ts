import {
  AdminAddUserToGroupCommand,
  AdminConfirmSignUpCommand,
  AdminRemoveUserFromGroupCommand,
  type CognitoIdentityProviderClient,
  ListUsersCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { type DynamoDBClient, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { type Browser, createBrowser, type Page, textOf } from "@latchkey/local/demo/browser";
import { TABLE } from "@latchkey/local/stack/bootstrap";
import { decodeJwt } from "jose";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type ApiClient, accessToken, apiClient } from "../support/api-client.ts";
import { federate, providerKey } from "../support/federation.ts";
import { basic, postForm } from "../support/oauth-calls.ts";
import { sdkClients } from "../support/test-aws.ts";
import { type TestStack, testStack } from "../support/test-stack.ts";

const PASSWORD = "Correct-Horse-9";
const TRY_AGAIN = "This cannot be checked right now. Try again in a minute.";
const NO_ACCESS = "You do not have access to this application. Ask its administrator.";

let stack: TestStack;
let cognito: CognitoIdentityProviderClient;
let dynamodb: DynamoDBClient;
let api: ApiClient;

beforeAll(async () => {
  stack = await testStack({
    identityProvider: { port: 0, signingKey: providerKey },
    env: { LATCHKEY_POLICY_CACHE_MS: "0", LATCHKEY_TRIGGER_MS: "2000" },
  });
  ({ cognito, dynamodb } = sdkClients(stack.description.awsEndpoint));
  api = apiClient(stack.description.apiUrl, await accessToken(stack.description));
});
afterEach(() => stack.faults.clear());
afterAll(() => stack.close());

interface App {
  readonly id: string;
  readonly clientId: string;
  readonly secret: string;
  readonly callback: string;
}

let count = 0;

/** An application with these policies, registered over HTTP. */
async function appWith(policies: object, of: ApiClient = api): Promise<App> {
  const callback = `https://wiki-${++count}.example.com/cb`;
  const body = {
    connector: "generic-oidc",
    name: `Wiki ${count}`,
    settings: { callbackUrls: [callback] },
    ...policies,
  };
  const { status, text, json } = await of("/v1/integrations", { method: "POST", body });
  if (status !== 201) throw new Error(`not registered: ${text}`);
  const secret = /[A-Za-z0-9]{52}/.exec(text)?.[0] ?? "";
  return { id: json.id, clientId: json.clientId, secret, callback };
}

const urlOf = (app: App, path = "/oauth2/authorize", more = {}, at = stack): string => {
  const query = {
    response_type: "code",
    client_id: app.clientId,
    redirect_uri: app.callback,
    scope: "openid email",
    ...more,
  };
  return `${at.description.loginUrl}${path}?${new URLSearchParams(query).toString()}`;
};

const newEmail = (domain = "example.com"): string => `person-${++count}@${domain}`;

async function signUp(app: App, email: string, browser: Browser = createBrowser(), at = stack): Promise<Page> {
  const page = await browser.open(urlOf(app, "/signup", {}, at));
  return browser.submit(page, { username: email, email, password: PASSWORD });
}

async function codeFromMail(to: string): Promise<string> {
  const response = await fetch(`${stack.description.mailboxUrl}?to=${encodeURIComponent(to)}`);
  const { messages } = (await response.json()) as { messages: { code: string }[] };
  return messages[0]!.code;
}

const tokenCall = (app: App, parameters: Readonly<Record<string, string>>) =>
  postForm(stack.description.tokenUrl, parameters, { authorization: basic(app.clientId, app.secret) });

async function tokensAt(app: App, landed: string): Promise<Readonly<Record<string, string>>> {
  const code = new URL(landed).searchParams.get("code") ?? "";
  const { body } = await tokenCall(app, { grant_type: "authorization_code", code, redirect_uri: app.callback });
  // A token answer: the members that are read here are texts.
  return body as Readonly<Record<string, string>>;
}

const groupsIn = async (app: App, landed: string) =>
  decodeJwt((await tokensAt(app, landed))["id_token"] ?? "")["cognito:groups"];

async function usernameOf(email: string): Promise<string | undefined> {
  const UserPoolId = stack.description.userPoolId;
  const { Users = [] } = await cognito.send(new ListUsersCommand({ UserPoolId, Filter: `email = "${email}"` }));
  return Users[0]?.Username;
}

const eventsOf = async ({ id }: App, type: string) =>
  (await api(`/v1/integrations/${id}/events`)).json.items.filter((event: { type: string }) => event.type === type);

const EDITORS = { signUp: { mode: "domains", allowedDomains: ["example.com"], groups: ["editors"] } };

describe("somebody who signs up through an application", () => {
  it("with an admitted address confirms it and lands there with the groups", async () => {
    const app = await appWith({ ...EDITORS, access: { groups: ["editors"] } });
    const email = newEmail();
    const browser = createBrowser();
    const confirm = await signUp(app, email, browser);
    const landed = await browser.submit(confirm, { code: await codeFromMail(email) });
    expect(landed.url).toContain(`${app.callback}?code=`);
    expect(await groupsIn(app, landed.url)).toEqual(["editors"]);
    const username = await usernameOf(email);
    expect(await eventsOf(app, "member.joined")).toMatchObject([{ data: { username } }]);
  });

  it("with another address reads why not, and is no user", async () => {
    const app = await appWith(EDITORS);
    for (const domain of ["example.com.evil.test", "evil.test"]) {
      const email = newEmail(domain);
      const page = await signUp(app, email);
      expect(textOf(page)).toContain("This e-mail address cannot be used to sign up here.");
      expect(await usernameOf(email)).toBeUndefined();
    }
  });

  it("that says nothing of sign-up reads that it takes nobody", async () => {
    expect(textOf(await signUp(await appWith({}), newEmail()))).toContain("does not take new accounts");
  });

  it("of nobody's, such as one that is no integration, is left alone", async () => {
    const app = await appWith({});
    const own = stack.aws.cognito.clients.get(app.clientId)!;
    stack.aws.cognito.clients.put("foreign", { ...own, id: "foreign" });
    const page = await signUp({ ...app, clientId: "foreign" }, newEmail());
    expect(new URL(page.url).pathname).toBe("/confirmuser");
  });

  it("costs two calls before it, two and one per group after it, and one before its tokens", async () => {
    const app = await appWith({ signUp: { ...EDITORS.signUp, autoConfirm: true } });
    stack.faults.forget();
    const landed = await signUp(app, newEmail());
    expect(landed.url).toContain(`${app.callback}?code=`);
    expect(stack.faults.calls.map(({ operation }) => operation)).toEqual([
      "GetItem",
      "TransactWriteItems",
      "TransactGetItems",
      "AdminAddUserToGroup",
      "TransactWriteItems",
      "GetItem",
    ]);
  });

  it("and is confirmed by an administrator becomes a member of it", async () => {
    const app = await appWith(EDITORS);
    const email = newEmail();
    await signUp(app, email);
    const username = await usernameOf(email);
    const UserPoolId = stack.description.userPoolId;
    await cognito.send(new AdminConfirmSignUpCommand({ UserPoolId, Username: username }));
    expect(await eventsOf(app, "member.joined")).toMatchObject([{ data: { username } }]);
  });
});

describe("a user with a session from one application", () => {
  it("is refused tokens of another that asks for a group, and let in once they have it, without signing in again", async () => {
    const first = await appWith({ signUp: { mode: "open", autoConfirm: true } });
    const second = await appWith({ access: { groups: ["staff"] } });
    const email = newEmail();
    const browser = createBrowser();
    expect((await signUp(first, email, browser)).url).toContain(`${first.callback}?code=`);
    const refused = await browser.open(urlOf(second));
    expect(refused.url).toContain(second.callback);
    expect(new URL(refused.url).searchParams.get("error_description")).toContain(NO_ACCESS);
    const member = {
      UserPoolId: stack.description.userPoolId,
      Username: await usernameOf(email),
      GroupName: `${second.id}.staff`,
    };
    await cognito.send(new AdminAddUserToGroupCommand(member));
    const landed = await browser.open(urlOf(second));
    const tokens = await tokensAt(second, landed.url);
    expect(decodeJwt(tokens["id_token"] ?? "")["cognito:groups"]).toEqual(["staff"]);
    await cognito.send(new AdminRemoveUserFromGroupCommand(member));
    const refresh = { grant_type: "refresh_token", refresh_token: tokens["refresh_token"] ?? "" };
    expect(await tokenCall(second, refresh)).toMatchObject({ status: 400 });
    await cognito.send(new AdminAddUserToGroupCommand(member));
    expect(await tokenCall(second, refresh)).toMatchObject({ status: 200 });
  });
});

describe("somebody from an external provider", () => {
  const viaPartner = (app: App) => urlOf(app, "/oauth2/authorize", { identity_provider: "Partner" });

  it("is joined to their user only when both sides have the address verified", async () => {
    const app = await appWith({ signUp: { mode: "open", autoConfirm: true, autoVerifyEmail: true, link: "verified" } });
    const [email, other] = [newEmail(), newEmail()];
    await signUp(app, email);
    await signUp(app, other);
    const username = await usernameOf(email);
    await federate(viaPartner(app), { subject: `s-${count}`, email, emailVerified: true });
    const linked = stack.aws.cognito.users.get(`${stack.description.userPoolId}/${username}`);
    expect(linked?.identities).toMatchObject([{ providerName: "Partner", userId: `s-${count}` }]);
    await federate(viaPartner(app), { subject: `u-${count}`, email: other, emailVerified: false });
    const untouched = stack.aws.cognito.users.get(`${stack.description.userPoolId}/${await usernameOf(other)}`);
    expect(untouched?.identities).toEqual([]);
  });

  it("is one user and one member after two first sign-ins at once", async () => {
    const app = await appWith({ signUp: { mode: "open", groups: ["editors"] } });
    const person = { subject: "twice_1", email: newEmail(), emailVerified: true };
    const landed = await Promise.all([1, 2].map(() => federate(viaPartner(app), person)));
    for (const { url } of landed) expect(url).toContain("?code=");
    expect(await eventsOf(app, "member.joined")).toMatchObject([{ data: { username: "Partner_twice_1" } }]);
  });

  it("is refused with the sentence where the application takes nobody", async () => {
    const page = await federate(viaPartner(await appWith({})), { subject: "nobody", email: newEmail() });
    expect(new URL(page.url).searchParams.get("error_description")).toContain("does not take new accounts");
  });
});

describe("with the store hanging, the bundles answer within their deadline, before Cognito gives up", () => {
  const hang = (at: TestStack, fault = { kind: "hang" } as const) =>
    at.faults.add({ service: "dynamodb", operation: "GetItem", fault });

  it("closed: with a sentence", async () => {
    const app = await appWith({ signUp: { mode: "open", autoConfirm: true } });
    const email = newEmail();
    const browser = createBrowser();
    const off = hang(stack);
    expect(textOf(await signUp(app, email))).toContain(TRY_AGAIN);
    off();
    await signUp(app, email, browser);
    // Of the first application the trigger knows the policy, which goes on to hold.
    const another = await appWith({});
    hang(stack);
    expect((await browser.open(urlOf(app))).url).toContain("?code=");
    const page = await browser.open(urlOf(another));
    expect(new URL(page.url).searchParams.get("error_description")).toContain(TRY_AGAIN);
  });

  it("open: by letting people through", async () => {
    const open = await testStack({ env: { LATCHKEY_TRIGGERS_ON_FAILURE: "open", LATCHKEY_TRIGGER_MS: "500" } });
    const of = apiClient(open.description.apiUrl, await accessToken(open.description));
    const app = await appWith({}, of);
    hang(open);
    const page = await signUp(app, newEmail(), createBrowser(), open);
    expect(new URL(page.url).pathname).toBe("/confirmuser");
    await open.close();
  });

  it("after a confirmation: the user is in, and the reconciler makes them a member", async () => {
    const app = await appWith(EDITORS);
    const email = newEmail();
    const browser = createBrowser();
    const confirm = await signUp(app, email, browser);
    stack.faults.add({ service: "dynamodb", operation: "TransactGetItems", fault: { kind: "hang" } });
    const landed = await browser.submit(confirm, { code: await codeFromMail(email) });
    expect(landed.url).toContain(`${app.callback}?code=`);
    stack.faults.clear();
    expect(await eventsOf(app, "member.joined")).toEqual([]);
    const username = (await usernameOf(email)) ?? "";
    expect(await stack.reconcile()).toMatchObject({ completed: 0 });
    // As if the time that post-confirmation is given were over.
    const signUpKey = { pk: { S: `SIGNUP#${stack.description.userPoolId}#${username}` }, sk: { S: "SIGNUP" } };
    await dynamodb.send(
      new UpdateItemCommand({
        TableName: TABLE,
        Key: signUpKey,
        UpdateExpression: "SET dueAt = :now",
        ExpressionAttributeValues: { ":now": { N: "0" } },
      }),
    );
    expect(await stack.reconcile()).toMatchObject({ completed: 1 });
    expect(await eventsOf(app, "member.joined")).toMatchObject([{ data: { username } }]);
    const refreshed = await browser.open(urlOf(app));
    expect(await groupsIn(app, refreshed.url)).toEqual(["editors"]);
  });
});
