import {
  AdminDisableProviderForUserCommand,
  AdminGetUserCommand,
  AdminLinkProviderForUserCommand,
  CreateIdentityProviderCommand,
  DescribeIdentityProviderCommand,
  InitiateAuthCommand,
  ListIdentityProvidersCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createClient, createPool, createUser, PASSWORD } from "../support/cognito-fixtures.ts";
import { type LocalAws, localAws } from "../support/local-aws.ts";

let aws: LocalAws;
let UserPoolId: string;
beforeAll(async () => {
  aws = await localAws();
});
beforeEach(async () => {
  UserPoolId = await createPool(aws.cognito);
});
afterAll(() => aws.close());

const oidc = {
  client_id: "id",
  client_secret: "secret",
  authorize_scopes: "openid email",
  oidc_issuer: "https://idp.example",
  attributes_request_method: "GET",
};

const create = (
  ProviderName: string,
  ProviderType: "OIDC" | "Google" | "SAML",
  ProviderDetails: Record<string, string>,
) =>
  aws.cognito.send(
    new CreateIdentityProviderCommand({
      UserPoolId,
      ProviderName,
      ProviderType,
      ProviderDetails,
      AttributeMapping: { email: "email" },
      IdpIdentifiers: ["example.com"],
    }),
  );

const google = () => create("Google", "Google", { client_id: "id", client_secret: "s", authorize_scopes: "openid" });

test("an OIDC provider is stored, described and listed", async () => {
  await create("Corporate", "OIDC", oidc);
  const own = { UserPoolId, ProviderName: "Corporate" };
  const { IdentityProvider } = await aws.cognito.send(new DescribeIdentityProviderCommand(own));
  expect(IdentityProvider).toMatchObject({
    ...own,
    ProviderType: "OIDC",
    ProviderDetails: oidc,
    AttributeMapping: { email: "email", username: "sub" },
    IdpIdentifiers: ["example.com"],
  });
  const { Providers } = await aws.cognito.send(new ListIdentityProvidersCommand({ UserPoolId }));
  expect(Providers).toMatchObject([{ ProviderName: "Corporate", ProviderType: "OIDC" }]);
});

test("a provider name is used once", async () => {
  await create("Corporate", "OIDC", oidc);
  await expect(create("Corporate", "OIDC", oidc)).rejects.toMatchObject({ name: "DuplicateProviderException" });
});

test("providers need their details, and social ones their own name", async () => {
  const { oidc_issuer: _issuer, ...incomplete } = oidc;
  await expect(create("Corporate", "OIDC", incomplete)).rejects.toThrow(/are all required idp details/);
  await expect(create("MyGoogle", "Google", oidc)).rejects.toThrow("Provider MyGoogle cannot be of type Google.");
  await expect(create("Saml", "SAML", {})).rejects.toMatchObject({ name: "InvalidParameterException" });
});

test("an unknown provider is not found", async () => {
  const find = aws.cognito.send(new DescribeIdentityProviderCommand({ UserPoolId, ProviderName: "None" }));
  await expect(find).rejects.toMatchObject({ name: "ResourceNotFoundException" });
});

const link = (Username: string, ProviderAttributeValue: string, source = {}) =>
  aws.cognito.send(
    new AdminLinkProviderForUserCommand({
      UserPoolId,
      DestinationUser: { ProviderName: "Cognito", ProviderAttributeValue: Username },
      SourceUser: {
        ProviderName: "Google",
        ProviderAttributeName: "Cognito_Subject",
        ProviderAttributeValue,
        ...source,
      },
    }),
  );

const identities = async (Username: string) => {
  const { UserAttributes = [] } = await aws.cognito.send(new AdminGetUserCommand({ UserPoolId, Username }));
  const value = UserAttributes.find(({ Name }) => Name === "identities")?.Value;
  return value === undefined ? [] : (JSON.parse(value) as { userId: string }[]);
};

test("an identity of a provider is linked to a user and unlinked again", async () => {
  await google();
  await createUser(aws.cognito, UserPoolId, "ada");
  await link("ada", "1234");
  expect(await identities("ada")).toMatchObject([
    { userId: "1234", providerName: "Google", providerType: "Google", primary: false },
  ]);
  const User = { ProviderName: "Google", ProviderAttributeName: "Cognito_Subject", ProviderAttributeValue: "1234" };
  await aws.cognito.send(new AdminDisableProviderForUserCommand({ UserPoolId, User }));
  expect(await identities("ada")).toEqual([]);
});

test("an identity is linked once: to the same user again or to another one is refused", async () => {
  await google();
  await createUser(aws.cognito, UserPoolId, "ada");
  await createUser(aws.cognito, UserPoolId, "bob");
  await link("ada", "1234");
  await expect(link("ada", "1234")).rejects.toThrow("SourceUser is already linked to DestinationUser");
  await expect(link("bob", "1234")).rejects.toThrow(/Merging is not currently supported/);
});

test("an identity that has its own profile cannot be linked", async () => {
  await google();
  await createUser(aws.cognito, UserPoolId, "ada");
  await createUser(aws.cognito, UserPoolId, "google_1234");
  await expect(link("ada", "1234")).rejects.toThrow(
    "Merging is not currently supported, provide a SourceUser that has not been signed up in order to link",
  );
});

test("a local user cannot be the source of a link", async () => {
  await createUser(aws.cognito, UserPoolId, "ada");
  const refused = link("ada", "bob", { ProviderName: "Cognito" });
  await expect(refused).rejects.toThrow(/^Invalid SourceUser: Cognito users with a username\/password/);
});

test("social providers are linked by subject and only when they exist", async () => {
  await createUser(aws.cognito, UserPoolId, "ada");
  await expect(link("ada", "1234")).rejects.toThrow(/The provider Google does not exist/);
  await google();
  await expect(link("ada", "a@b.example", { ProviderAttributeName: "email" })).rejects.toThrow(/Cognito_Subject/);
  await expect(link("nobody", "1234")).rejects.toMatchObject({ name: "UserNotFoundException" });
});

test("a user takes five identities", async () => {
  await google();
  await createUser(aws.cognito, UserPoolId, "ada");
  for (const subject of ["1", "2", "3", "4", "5"]) await link("ada", subject);
  await expect(link("ada", "6")).rejects.toMatchObject({ name: "LimitExceededException" });
  expect(await identities("ada")).toHaveLength(5);
});

test("disabling the local provider of a user ends sign-in with the password", async () => {
  const { ClientId } = await createClient(aws.cognito, UserPoolId, { ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH"] });
  await createUser(aws.cognito, UserPoolId, "ada");
  const AuthParameters = { USERNAME: "ada", PASSWORD };
  const signIn = () =>
    aws.cognito.send(new InitiateAuthCommand({ ClientId, AuthFlow: "USER_PASSWORD_AUTH", AuthParameters }));
  await signIn();
  const User = { ProviderName: "Cognito", ProviderAttributeValue: "ada" };
  await aws.cognito.send(new AdminDisableProviderForUserCommand({ UserPoolId, User }));
  await expect(signIn()).rejects.toMatchObject({ name: "NotAuthorizedException" });
});
