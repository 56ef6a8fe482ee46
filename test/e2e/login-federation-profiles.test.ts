import {
  AdminCreateUserCommand,
  AdminDisableProviderForUserCommand,
  AdminDisableUserCommand,
  AdminGetUserCommand,
  AdminLinkProviderForUserCommand,
  AdminListGroupsForUserCommand,
  ListGroupsCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { createBrowser, textOf } from "@latchkey/local/demo/browser";
import type { IdpUser } from "@latchkey/local/idp/idp-user";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type FederationStack,
  federate,
  federatedApp,
  federationStack,
  GRACE,
  idTokenOf,
  PROVIDER,
  providerUrl,
  registerProvider,
  signInThroughProvider,
  WITH_PROVIDER,
} from "../support/federation.ts";
import { type App, authorizeUrl, createApp, createPool, createUser, PASSWORD } from "../support/login-stack.ts";

let stack: FederationStack;
let poolId: string;
let app: App;

beforeAll(async () => {
  stack = await federationStack();
  app = await federatedApp(stack);
  poolId = app.poolId;
});

afterAll(() => stack.close());

async function attributesOf(Username: string, UserPoolId = poolId) {
  const user = await stack.cognito.send(new AdminGetUserCommand({ UserPoolId, Username }));
  const attributes = Object.fromEntries((user.UserAttributes ?? []).map(({ Name, Value }) => [Name, Value]));
  return { ...attributes, status: user.UserStatus };
}

const refusalOf = async (url: string, person: IdpUser) => {
  const { searchParams } = new URL((await federate(url, person)).url);
  return [searchParams.get("error"), searchParams.get("error_description"), searchParams.get("state")];
};

const link = (UserPoolId: string, username: string, name = "Cognito_Subject", value = GRACE.subject) =>
  stack.cognito.send(
    new AdminLinkProviderForUserCommand({
      UserPoolId,
      DestinationUser: { ProviderName: "Cognito", ProviderAttributeValue: username },
      SourceUser: { ProviderName: PROVIDER, ProviderAttributeName: name, ProviderAttributeValue: value },
    }),
  );

const groupsOf = async (UserPoolId: string, Username: string) => {
  const { Groups = [] } = await stack.cognito.send(new AdminListGroupsForUserCommand({ UserPoolId, Username }));
  return Groups.map(({ GroupName }) => GroupName);
};

describe("the profile of a federated user", () => {
  it("is named by provider and subject, has its own status and says where it comes from", async () => {
    await signInThroughProvider(providerUrl(stack, app), { ...GRACE, subject: "under_scored" });
    const { identities, ...rest } = await attributesOf("Partner_under_scored");
    expect(rest).toMatchObject({ status: "EXTERNAL_PROVIDER", email: GRACE.email, email_verified: "true" });
    expect(JSON.parse(identities)).toEqual([
      {
        userId: "under_scored",
        providerName: PROVIDER,
        providerType: "OIDC",
        issuer: null,
        primary: true,
        dateCreated: expect.any(Number),
      },
    ]);
  });

  it("is one and the same at every sign-in, with the attributes of the last", async () => {
    const person = { ...GRACE, subject: "same-1" };
    const first = await idTokenOf(stack, app, await signInThroughProvider(providerUrl(stack, app), person));
    const moved = { ...person, email: "moved@partner.example", name: "Grace B." };
    const second = await idTokenOf(stack, app, await signInThroughProvider(providerUrl(stack, app), moved));
    expect(second.sub).toBe(first.sub);
    expect(await attributesOf("Partner_same-1")).toMatchObject({ email: moved.email, name: "Grace B." });
  });

  it("has an unverified address when the provider does not vouch for it, and loses the verification when it stops", async () => {
    const person = { ...GRACE, subject: "unverified-1" };
    const claims = await idTokenOf(
      stack,
      app,
      await signInThroughProvider(providerUrl(stack, app), { ...person, emailVerified: false }),
    );
    expect(claims["email_verified"]).toBe(false);
    await signInThroughProvider(providerUrl(stack, app), person);
    expect(await attributesOf("Partner_unverified-1")).toMatchObject({ email_verified: "true" });
    await signInThroughProvider(providerUrl(stack, app), { ...person, emailVerified: false });
    expect(await attributesOf("Partner_unverified-1")).toMatchObject({ email_verified: "false" });
  });

  it("has an unverified address when the mapping does not ask, whatever the provider says", async () => {
    const own = await federatedApp(stack, {}, { AttributeMapping: { email: "email" } });
    await signInThroughProvider(providerUrl(stack, own), GRACE);
    expect(await attributesOf("Partner_g-1", own.poolId)).toMatchObject({ email_verified: "false" });
  });

  it.each(["TRUE", "1", 1, "yes", ["true"], { verified: true }])("takes %j for no verification", async (said) => {
    stack.idp.faults.userInfo = (claims) => ({ ...claims, email_verified: said });
    stack.idp.faults.idTokenClaims = (claims) => ({ ...claims, email_verified: said });
    try {
      const person = { ...GRACE, subject: `odd-${JSON.stringify(said).replaceAll(/\W/g, "")}-${typeof said}` };
      expect(await idTokenOf(stack, app, await signInThroughProvider(providerUrl(stack, app), person))).toMatchObject({
        email_verified: false,
      });
    } finally {
      stack.idp.faults.userInfo = undefined;
      stack.idp.faults.idTokenClaims = undefined;
    }
  });

  it("takes mapped claims of any kind as text, and leaves out what the provider does not say", async () => {
    const Schema = [{ Name: "teams", AttributeDataType: "String" as const, Mutable: true }];
    const own = await createPool(stack, { Schema });
    await registerProvider(stack, own, { AttributeMapping: { email: "email", "custom:teams": "teams", name: "name" } });
    const readsTeams = await createApp(stack, own, {
      SupportedIdentityProviders: WITH_PROVIDER,
      WriteAttributes: ["email", "name", "custom:teams"],
    });
    const { name: _name, ...nameless } = GRACE;
    await signInThroughProvider(providerUrl(stack, readsTeams), { ...nameless, claims: { teams: ["a", "b"] } });
    const attributes = await attributesOf("Partner_g-1", own);
    expect(attributes).toMatchObject({ "custom:teams": '["a","b"]' });
    expect(attributes).not.toHaveProperty("name");
  });

  it("is refused where the app client may not write a mapped attribute", async () => {
    const narrow = await createApp(stack, poolId, {
      SupportedIdentityProviders: WITH_PROVIDER,
      WriteAttributes: ["email"],
    });
    expect(await refusalOf(providerUrl(stack, narrow), GRACE)).toEqual([
      "invalid_request",
      "A client attempted to write unauthorized attribute",
      "some-state",
    ]);
  });

  it("is refused without an attribute that the pool requires", async () => {
    const Schema = [{ Name: "family_name", Required: true, Mutable: true }];
    const own = await federatedApp(stack, { Schema });
    expect(await refusalOf(providerUrl(stack, own), GRACE)).toEqual([
      "invalid_request",
      "attributes required: [family_name]",
      "some-state",
    ]);
  });

  it("gets in only once where a mapped attribute is immutable", async () => {
    const own = await federatedApp(stack, { Schema: [{ Name: "email", Required: true, Mutable: false }] });
    await signInThroughProvider(providerUrl(stack, own), GRACE);
    expect(await refusalOf(providerUrl(stack, own), GRACE)).toEqual([
      "invalid_request",
      "user.email: Attribute cannot be updated.\n",
      "some-state",
    ]);
  });

  it("is not somebody's whose user name only looks like it", async () => {
    const own = await federatedApp(stack, { UsernameAttributes: undefined, AutoVerifiedAttributes: undefined });
    const create = { UserPoolId: own.poolId, Username: "Partner_g-1", MessageAction: "SUPPRESS" as const };
    await stack.cognito.send(new AdminCreateUserCommand(create));
    expect(await refusalOf(providerUrl(stack, own), GRACE)).toMatchObject([
      "invalid_request",
      "Already found an entry for this user name",
      "some-state",
    ]);
  });

  it("does not get in while it is disabled, or after its provider was disabled for it", async () => {
    for (const [subject, disable] of [
      ["disabled-1", new AdminDisableUserCommand({ UserPoolId: poolId, Username: "Partner_disabled-1" })],
      [
        "disabled-2",
        new AdminDisableProviderForUserCommand({
          UserPoolId: poolId,
          User: {
            ProviderName: PROVIDER,
            ProviderAttributeName: "Cognito_Subject",
            ProviderAttributeValue: "disabled-2",
          },
        }),
      ],
    ] as const) {
      await signInThroughProvider(providerUrl(stack, app), { ...GRACE, subject });
      await stack.cognito.send(disable as AdminDisableUserCommand);
      expect(await refusalOf(providerUrl(stack, app), { ...GRACE, subject })).toContain("User is disabled.");
    }
  });

  it("has no password: the sign-in page does not know it", async () => {
    await signInThroughProvider(providerUrl(stack, app), GRACE);
    for (const username of ["Partner_g-1", GRACE.email!]) {
      const browser = createBrowser();
      const page = await browser.submit(await browser.open(authorizeUrl(stack, app)), { username, password: PASSWORD });
      expect(textOf(page)).toContain("Incorrect username or password.");
    }
  });

  it("cannot come to be where only administrators create users", async () => {
    const own = await federatedApp(stack, { AdminCreateUserConfig: { AllowAdminCreateUserOnly: true } });
    expect(await refusalOf(providerUrl(stack, own), GRACE)).toEqual([
      "invalid_request",
      "Login not allowed",
      "some-state",
    ]);
    await expect(attributesOf("Partner_g-1", own.poolId)).rejects.toMatchObject({ name: "UserNotFoundException" });
    await createUser(stack, own.poolId, "boss@example.com");
    await link(own.poolId, "boss@example.com");
    await signInThroughProvider(providerUrl(stack, own), GRACE);
  });
});

describe("the group of a provider", () => {
  it("is there with the provider, and every profile that comes from it is a member", async () => {
    const own = await federatedApp(stack);
    const { Groups = [] } = await stack.cognito.send(new ListGroupsCommand({ UserPoolId: own.poolId }));
    const GroupName = `${own.poolId}_${PROVIDER}`;
    expect(Groups).toMatchObject([
      { GroupName, Description: "Autogenerated group for users who sign in using Partner" },
    ]);
    await signInThroughProvider(providerUrl(stack, own), GRACE);
    expect(await groupsOf(own.poolId, "Partner_g-1")).toEqual([GroupName]);
  });
});

describe("an identity that is linked to a user", () => {
  it("signs in as that user, whose mapped attributes become the provider's, and who joins no group", async () => {
    const own = await federatedApp(stack);
    const username = await createUser(stack, own.poolId, "ada@example.com");
    await link(own.poolId, username);
    const claims = await idTokenOf(
      stack,
      own,
      await signInThroughProvider(providerUrl(stack, own), { ...GRACE, emailVerified: false }),
    );
    expect(claims).toMatchObject({ sub: username, "cognito:username": username, email: GRACE.email });
    expect(claims).not.toHaveProperty("cognito:groups");
    expect(await attributesOf(username, own.poolId)).toMatchObject({ status: "CONFIRMED", email_verified: "false" });
    expect(await groupsOf(own.poolId, username)).toEqual([]);
    await expect(attributesOf("Partner_g-1", own.poolId)).rejects.toMatchObject({ name: "UserNotFoundException" });
  });

  it("can be known by another claim than the subject", async () => {
    const own = await federatedApp(stack);
    const username = await createUser(stack, own.poolId, "ada@example.com");
    await link(own.poolId, username, "employee", "4711");
    const landed = await signInThroughProvider(providerUrl(stack, own), { ...GRACE, claims: { employee: "4711" } });
    expect(await idTokenOf(stack, own, landed)).toMatchObject({ sub: username });
    const stranger = await signInThroughProvider(providerUrl(stack, own), { ...GRACE, subject: "4711" });
    expect(await idTokenOf(stack, own, stranger)).toMatchObject({ "cognito:username": "Partner_4711" });
  });

  it("cannot carry away the address of somebody else", async () => {
    const own = await federatedApp(stack);
    await createUser(stack, own.poolId, GRACE.email!);
    const username = await createUser(stack, own.poolId, "ada@example.com");
    await link(own.poolId, username);
    expect(await refusalOf(providerUrl(stack, own), GRACE)).toContain("An account with the email already exists.");
    expect(await attributesOf(username, own.poolId)).toMatchObject({ email: "ada@example.com" });
  });

  it("is a stranger again once it is unlinked", async () => {
    const own = await federatedApp(stack);
    const username = await createUser(stack, own.poolId, "ada@example.com");
    await link(own.poolId, username);
    const User = {
      ProviderName: PROVIDER,
      ProviderAttributeName: "Cognito_Subject",
      ProviderAttributeValue: GRACE.subject,
    };
    await stack.cognito.send(new AdminDisableProviderForUserCommand({ UserPoolId: own.poolId, User }));
    const landed = await signInThroughProvider(providerUrl(stack, own), GRACE);
    expect(await idTokenOf(stack, own, landed)).toMatchObject({ "cognito:username": "Partner_g-1" });
  });
});
