import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminGetUserCommand,
  AdminListGroupsForUserCommand,
  AdminRemoveUserFromGroupCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
  ListUsersCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import type { IdpUser } from "@latchkey/local/idp/idp-user";
import type { BrowserContextOptions, Page } from "playwright-core";
import { accessToken, apiClient } from "../support/api-client.ts";
import { secretOf } from "../support/consumer.ts";
import { providerKey } from "../support/federation.ts";
import { type TestStack, testStack } from "../support/test-stack.ts";
import { launchBrowser } from "./browser.ts";
import { type Registration, type RelyingParty, startRelyingParty } from "./relying-party.ts";

/** Less than a test has, so that what a page waited for in vain is named. */
const STEP_MS = 12_000;

const PASSWORD = "Correct-Horse-7";

export type Application = RelyingParty<Registration & { readonly id: string }>;

/** A whole service with an external identity provider, a browser, and applications that were registered through the API. */
export interface SignUpStack {
  readonly stack: TestStack;
  /** A page of a browser that knows nobody yet; closing its context ends it. */
  newPage(options?: BrowserContextOptions): Promise<Page>;
  /** Starts an application, and registers it as an admin with these policies. */
  application(name: string, policies?: object): Promise<Application>;
  readonly pool: UserPool;
  close(): Promise<void>;
}

/** What is in the user pool, by the plain SDK. */
export interface UserPool {
  /** Makes a confirmed user with a verified address. Answers the user name. */
  createUser(email: string): Promise<string>;
  /** Status, attributes and groups of a user. */
  userOf(username: string): Promise<{ readonly status: string | undefined; readonly groups: readonly string[] }>;
  /** The names of all users with an address. */
  namesOf(email: string): Promise<readonly string[]>;
  addToGroup(username: string, group: string): Promise<unknown>;
  removeFromGroup(username: string, group: string): Promise<unknown>;
}

export async function signUpStack(people: readonly IdpUser[] = []): Promise<SignUpStack> {
  const identityProvider = { port: 0, users: people, signingKey: providerKey };
  const [stack, browser] = await Promise.all([testStack({ identityProvider }), launchBrowser()]);
  const { description } = stack;
  const { awsEndpoint: endpoint, region } = description;
  const connection = { endpoint, region, credentials: { accessKeyId: "test", secretAccessKey: "test" } };
  const [cognito, secrets] = [new CognitoIdentityProviderClient(connection), new SecretsManagerClient(connection)];
  const api = apiClient(description.apiUrl, await accessToken(description));
  const applications: Application[] = [];
  return {
    stack,
    pool: userPool(cognito, description.userPoolId),
    async newPage(options = { viewport: { width: 360, height: 740 } }) {
      const page = await browser.newPage(options);
      page.setDefaultTimeout(STEP_MS);
      return page;
    },
    async application(name, policies = {}) {
      const application = await startRelyingParty(name, async (callback) => {
        const body = { connector: "generic-oidc", name, settings: { callbackUrls: [callback] }, ...policies };
        const { status, json, text } = await api("/v1/integrations", { method: "POST", body });
        if (status !== 201) throw new Error(`not registered: ${text}`);
        const { id, clientId } = json;
        const { value: clientSecret } = await secretOf(secrets, id);
        return { id, clientId, clientSecret, issuer: description.issuer };
      });
      applications.push(application);
      return application;
    },
    async close() {
      await browser.close();
      for (const application of applications) await application.close();
      for (const client of [cognito, secrets]) client.destroy();
      await stack.close();
    },
  };
}

function userPool(cognito: CognitoIdentityProviderClient, UserPoolId: string): UserPool {
  return {
    async createUser(email) {
      const UserAttributes = [
        { Name: "email", Value: email },
        { Name: "email_verified", Value: "true" },
      ];
      const user = { UserPoolId, Username: email, UserAttributes, MessageAction: "SUPPRESS" } as const;
      const { User } = await cognito.send(new AdminCreateUserCommand(user));
      const Username = User?.Username ?? "";
      const password = { UserPoolId, Username, Password: PASSWORD, Permanent: true };
      await cognito.send(new AdminSetUserPasswordCommand(password));
      return Username;
    },
    async userOf(Username) {
      const of = { UserPoolId, Username };
      const { $metadata: _, UserStatus, ...user } = await cognito.send(new AdminGetUserCommand(of));
      const { Groups = [] } = await cognito.send(new AdminListGroupsForUserCommand(of));
      return { ...user, status: UserStatus, groups: Groups.map(({ GroupName = "" }) => GroupName).toSorted() };
    },
    async namesOf(email) {
      const { Users = [] } = await cognito.send(new ListUsersCommand({ UserPoolId, Filter: `email = "${email}"` }));
      return Users.map(({ Username = "" }) => Username).toSorted();
    },
    addToGroup: (Username, GroupName) =>
      cognito.send(new AdminAddUserToGroupCommand({ UserPoolId, Username, GroupName })),
    removeFromGroup: (Username, GroupName) =>
      cognito.send(new AdminRemoveUserFromGroupCommand({ UserPoolId, Username, GroupName })),
  };
}

/** The codes that were mailed to an address, newest first. */
export async function codesFor({ stack }: SignUpStack, email: string): Promise<readonly string[]> {
  const answer = await fetch(`${stack.description.mailboxUrl}?to=${encodeURIComponent(email)}`);
  // The mailbox of our own stand-in.
  const { messages } = (await answer.json()) as { messages: readonly { code: string }[] };
  return messages.map(({ code }) => code);
}

/** From the application's home page to Cognito's sign-in page, or as far as a session leads. */
export async function startSignIn(page: Page, { home }: Application): Promise<void> {
  await page.goto(home);
  await page.getByRole("link", { name: "Sign in" }).click();
}

/** Types a user's address and password into the page that asks for them. */
export async function typePassword(page: Page, email: string): Promise<void> {
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.keyboard.press("Enter");
}

/** From the application's home page to the form of a new account, filled in and sent. */
export async function signUp(page: Page, application: Application, email: string): Promise<void> {
  await startSignIn(page, application);
  await page.getByRole("link", { name: "Create an account" }).click();
  await page.getByRole("heading", { name: "Create an account" }).waitFor();
  await typePassword(page, email);
}

/** From the application's home page through the external provider, as the person of this name there. */
export async function signInAs(page: Page, application: Application, person: string): Promise<void> {
  await startSignIn(page, application);
  await page.getByRole("link", { name: "Continue with Partner" }).click();
  await page.getByRole("button", { name: `${person} (` }).click();
}

/** Who is signed in to an application, and the groups that it shows. */
export interface ShownPerson {
  readonly status: string;
  readonly groups: readonly string[];
}

/** Waits until the browser is back in the application. Throws what it shows if it lets nobody in. */
export async function arrive(page: Page, application: Application): Promise<ShownPerson> {
  const [person, refusal] = [page.getByRole("status"), page.getByRole("alert")];
  await page.waitForURL((url) => url.href.startsWith(application.home));
  await person.or(refusal).waitFor();
  if (await refusal.isVisible()) throw new Error((await refusal.textContent()) ?? "refused without a word");
  return { status: (await person.textContent()) ?? "", groups: await page.getByRole("listitem").allTextContents() };
}

/** Waits until the browser is back in the application, and answers the refusals that it shows. */
export async function refusalsIn(page: Page, application: Application): Promise<readonly string[]> {
  await page.waitForURL(`${application.callback}?error=**`);
  return shownAlerts(page);
}

/** What the page announces, as far as it can be seen; waits for the first of it. */
export async function shownAlerts(page: Page): Promise<readonly string[]> {
  const alert = page.getByRole("alert").filter({ visible: true });
  await alert.first().waitFor();
  return alert.allTextContents();
}
