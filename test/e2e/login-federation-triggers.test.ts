import {
  AdminAddUserToGroupCommand,
  AdminGetUserCommand,
  AdminLinkProviderForUserCommand,
  CreateGroupCommand,
  ListUsersCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { createBrowser } from "@latchkey/local/demo/browser";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  type FederationStack,
  federate,
  federatedApp,
  federationStack,
  GRACE,
  identify,
  idTokenOf,
  PROVIDER,
  providerUrl,
  signInThroughProvider,
  travel,
} from "../support/federation.ts";
import { type App, createUser, type TriggerEvent } from "../support/login-stack.ts";

const PRE_SIGN_UP = "arn:aws:lambda:eu-west-1:000000000000:function:pre-sign-up";
const POST_CONFIRMATION = "arn:aws:lambda:eu-west-1:000000000000:function:post-confirmation";
const POST_AUTHENTICATION = "arn:aws:lambda:eu-west-1:000000000000:function:post-authentication";
const PRE_TOKEN_GENERATION = "arn:aws:lambda:eu-west-1:000000000000:function:pre-token-generation";

let stack: FederationStack;
let app: App;
let events: TriggerEvent[];

beforeAll(async () => {
  stack = await federationStack();
});

beforeEach(async () => {
  events = [];
  for (const arn of [PRE_SIGN_UP, POST_CONFIRMATION, POST_AUTHENTICATION, PRE_TOKEN_GENERATION])
    behave(arn, () => undefined);
  const LambdaConfig = {
    PreSignUp: PRE_SIGN_UP,
    PostConfirmation: POST_CONFIRMATION,
    PostAuthentication: POST_AUTHENTICATION,
    PreTokenGenerationConfig: { LambdaVersion: "V2_0" as const, LambdaArn: PRE_TOKEN_GENERATION },
  };
  app = await federatedApp(stack, { LambdaConfig });
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

const url = (): string => providerUrl(stack, app);
const sources = (): readonly string[] => events.map(({ triggerSource }) => triggerSource);

const findUser = (Username: string) =>
  stack.cognito.send(new AdminGetUserCommand({ UserPoolId: app.poolId, Username }));

async function usersOfPool() {
  const { Users = [] } = await stack.cognito.send(new ListUsersCommand({ UserPoolId: app.poolId }));
  return Users.map(({ Username }) => Username);
}

const linkTo = (username: string) => (event: TriggerEvent) =>
  stack.cognito.send(
    new AdminLinkProviderForUserCommand({
      UserPoolId: app.poolId,
      DestinationUser: { ProviderName: "Cognito", ProviderAttributeValue: username },
      SourceUser: {
        ProviderName: PROVIDER,
        ProviderAttributeName: "Cognito_Subject",
        ProviderAttributeValue: event.userName.slice(event.userName.indexOf("_") + 1),
      },
    }),
  );

const claimsOf = (landed: URL) => idTokenOf(stack, app, landed);

async function refusalOf() {
  const { searchParams } = new URL((await federate(url(), GRACE)).url);
  return Object.fromEntries(searchParams);
}

describe("the functions of a federated sign-in", () => {
  it("are asked about a newcomer at the first one, and about an authentication at every later one", async () => {
    await signInThroughProvider(url(), GRACE);
    expect(sources()).toEqual([
      "PreSignUp_ExternalProvider",
      "PostConfirmation_ConfirmSignUp",
      "TokenGeneration_HostedAuth",
    ]);
    events = [];
    await signInThroughProvider(url(), GRACE);
    expect(sources()).toEqual(["PostAuthentication_Authentication", "TokenGeneration_HostedAuth"]);
  });

  it("get the documented events", async () => {
    await signInThroughProvider(url(), { ...GRACE, emailVerified: false });
    const head = {
      region: "eu-west-1",
      userPoolId: app.poolId,
      userName: "Partner_g-1",
      callerContext: { awsSdkVersion: "aws-sdk-unknown-unknown", clientId: app.clientId },
    };
    const mapped = { email: GRACE.email, email_verified: "false", name: "Grace" };
    const [preSignUp, postConfirmation, preToken] = events;
    expect(preSignUp).toEqual({
      ...head,
      version: "1",
      triggerSource: "PreSignUp_ExternalProvider",
      request: {
        userAttributes: { ...mapped, "cognito:email_alias": "", "cognito:phone_number_alias": "" },
        validationData: null,
      },
      response: { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false },
    });
    const userAttributes = {
      ...mapped,
      sub: expect.stringMatching(/^[\da-f-]{36}$/),
      "cognito:user_status": "EXTERNAL_PROVIDER",
      identities: expect.stringMatching(
        /^\[\{"userId":"g-1","providerName":"Partner","providerType":"OIDC","issuer":null,"primary":true,"dateCreated":\d+\}\]$/,
      ),
    };
    expect(postConfirmation).toEqual({
      ...head,
      version: "1",
      triggerSource: "PostConfirmation_ConfirmSignUp",
      request: { userAttributes },
      response: {},
    });
    expect(preToken).toEqual({
      ...head,
      version: "2",
      triggerSource: "TokenGeneration_HostedAuth",
      request: {
        userAttributes,
        groupConfiguration: {
          groupsToOverride: [`${app.poolId}_${PROVIDER}`],
          iamRolesToOverride: [],
          preferredRole: null,
        },
        scopes: ["openid", "email"],
      },
      response: { claimsAndScopeOverrideDetails: null },
    });
  });

  it("run before the user exists, and after", async () => {
    const seen: unknown[] = [];
    behave(PRE_SIGN_UP, async () => seen.push(await usersOfPool()));
    behave(POST_CONFIRMATION, async () => seen.push(await usersOfPool()));
    await signInThroughProvider(url(), GRACE);
    expect(seen).toEqual([[], ["Partner_g-1"]]);
  });
});

describe("a function before sign-up", () => {
  it("refuses a newcomer: the application is told why, and there is no user and no session", async () => {
    behave(PRE_SIGN_UP, refuse("Only people of example.com may sign up"));
    const browser = createBrowser();
    const { searchParams } = new URL((await federate(url(), GRACE, browser)).url);
    expect(Object.fromEntries(searchParams)).toEqual({
      error: "invalid_request",
      error_description: "PreSignUp failed with error Only people of example.com may sign up.",
      state: "some-state",
    });
    expect(await usersOfPool()).toEqual([]);
    expect((await travel(browser, url())).url).toContain(stack.idp.issuer);
  });

  it.each([
    "grace@example.com.evil.test",
    "grace@example.com.",
    "grace@EXAMPLE.com",
    "grace@ex\u0430mple.com",
    "grace+tag@example.com",
    "'or'1'='1@example.com",
  ])("sees the address %s as the provider gives it, and whether it is verified", async (email) => {
    await signInThroughProvider(url(), { ...GRACE, email, emailVerified: false });
    expect(events[0]?.request["userAttributes"]).toMatchObject({ email, email_verified: "false" });
  });

  it.each(["grace@example.com@evil.test", "grace @example.com", "grace@"])(
    "is not asked about %s, which is no address",
    async (email) => {
      const { searchParams } = new URL((await federate(url(), { ...GRACE, email })).url);
      expect(searchParams.get("error_description")).toBe("Invalid email address format.");
      expect(events).toEqual([]);
    },
  );

  it("cannot make an address verified that the provider does not vouch for", async () => {
    behave(PRE_SIGN_UP, (event) => Object.assign(event.response, { autoConfirmUser: true, autoVerifyEmail: true }));
    const claims = await claimsOf(await signInThroughProvider(url(), { ...GRACE, emailVerified: false }));
    expect(claims["email_verified"]).toBe(false);
    expect(await findUser("Partner_g-1")).toMatchObject({ UserStatus: "EXTERNAL_PROVIDER" });
  });

  it("links to a user during this very sign-in, who signs in then, and nobody new comes to be", async () => {
    const username = await createUser(stack, app.poolId, "ada@example.com");
    events = [];
    behave(PRE_SIGN_UP, linkTo(username));
    expect(await claimsOf(await signInThroughProvider(url(), GRACE))).toMatchObject({
      sub: username,
      email: GRACE.email,
      identities: [{ userId: "g-1", providerName: PROVIDER, primary: "false" }],
    });
    const later = ["PostAuthentication_Authentication", "TokenGeneration_HostedAuth"];
    expect(sources()).toEqual(["PreSignUp_ExternalProvider", ...later]);
    expect(events.slice(1).map(({ userName }) => userName)).toEqual([username, username]);
    expect(await usersOfPool()).toEqual([username]);
    events = [];
    await signInThroughProvider(url(), GRACE);
    expect(sources()).toEqual(later);
  });

  it("whose link is to a user who never confirmed lets nobody in", async () => {
    const username = await createUser(stack, app.poolId, "ada@example.com");
    const { users } = stack.context.state;
    users.put(`${app.poolId}/${username}`, { ...users.get(`${app.poolId}/${username}`)!, status: "UNCONFIRMED" });
    behave(PRE_SIGN_UP, linkTo(username));
    expect(await refusalOf()).toMatchObject({
      error: "invalid_request",
      error_description: "User is not confirmed.",
    });
  });
});

describe("two first sign-ins of one identity at once", () => {
  /** Both wait in the function until the other is there too. */
  const meeting = (people: number) => {
    let arrived = 0;
    let open = (): void => undefined;
    const together = new Promise<void>((resolve) => (open = resolve));
    return async (): Promise<void> => {
      arrived += 1;
      if (arrived === people) open();
      await together;
    };
  };

  it("end in one user, who is confirmed once", async () => {
    behave(PRE_SIGN_UP, meeting(2));
    const [one, other] = await Promise.all([signInThroughProvider(url(), GRACE), signInThroughProvider(url(), GRACE)]);
    expect((await claimsOf(one)).sub).toBe((await claimsOf(other)).sub);
    expect(await usersOfPool()).toEqual(["Partner_g-1"]);
    expect(sources().filter((source) => source.startsWith("PreSignUp"))).toHaveLength(2);
    expect(sources().filter((source) => source.startsWith("PostConfirmation"))).toHaveLength(1);
  });

  it("end in the same user when both are linked, because the second link is one already", async () => {
    const username = await createUser(stack, app.poolId, "ada@example.com");
    const wait = meeting(2);
    const refused: string[] = [];
    behave(PRE_SIGN_UP, async (event) => {
      await wait();
      await linkTo(username)(event).catch((error: Error) => refused.push(error.message));
    });
    const both = await Promise.all([signInThroughProvider(url(), GRACE), signInThroughProvider(url(), GRACE)]);
    for (const landed of both) expect((await claimsOf(landed)).sub).toBe(username);
    expect(refused).toEqual(["SourceUser is already linked to DestinationUser"]);
    expect(await usersOfPool()).toEqual([username]);
  });

  it("in one browser, in two windows, both arrive", async () => {
    const browser = createBrowser();
    const windows = [await travel(browser, url()), await travel(browser, url())];
    for (const page of windows) {
      const answered = await identify(browser, page, GRACE);
      expect((await travel(browser, answered.url)).url).toContain("?code=");
    }
  });
});

describe("the functions after sign-up", () => {
  it("puts a newcomer into groups that the first token already shows", async () => {
    await stack.cognito.send(new CreateGroupCommand({ UserPoolId: app.poolId, GroupName: "members" }));
    behave(POST_CONFIRMATION, ({ userName }) =>
      stack.cognito.send(
        new AdminAddUserToGroupCommand({ UserPoolId: app.poolId, Username: userName, GroupName: "members" }),
      ),
    );
    const claims = await claimsOf(await signInThroughProvider(url(), GRACE));
    expect(claims["cognito:groups"]).toEqual([`${app.poolId}_${PROVIDER}`, "members"]);
  });

  it("that fails is told to the application; the user is there, and gets in the next time", async () => {
    behave(POST_CONFIRMATION, refuse("No groups today"));
    expect(await refusalOf()).toMatchObject({
      error: "invalid_request",
      error_description: "PostConfirmation failed with error No groups today.",
    });
    expect(await usersOfPool()).toEqual(["Partner_g-1"]);
    await signInThroughProvider(url(), GRACE);
  });

  it("that refuses tokens refuses the sign-in, first or not, and starts no session", async () => {
    behave(PRE_TOKEN_GENERATION, refuse("Not in this group"));
    const refusal = {
      error: "invalid_request",
      error_description: "PreTokenGeneration failed with error Not in this group.",
      state: "some-state",
    };
    expect(await refusalOf()).toEqual(refusal);
    const browser = createBrowser();
    await federate(url(), GRACE, browser);
    behave(PRE_TOKEN_GENERATION, () => undefined);
    expect((await travel(browser, url())).url).toContain(stack.idp.issuer);
  });

  it("that adds claims adds them for federated users too", async () => {
    behave(PRE_TOKEN_GENERATION, (event) => {
      const idTokenGeneration = { claimsToAddOrOverride: { team: "partners" } };
      event.response["claimsAndScopeOverrideDetails"] = { idTokenGeneration };
    });
    expect(await claimsOf(await signInThroughProvider(url(), GRACE))).toMatchObject({ team: "partners" });
  });
});
