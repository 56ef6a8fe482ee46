import { InitiateAuthCommand, SignUpCommand } from "@aws-sdk/client-cognito-identity-provider";
import { decodeJwt } from "jose";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createClient, createEmailPool, createUser, PASSWORD } from "../support/cognito-fixtures.ts";
import { type LocalAws, localAws } from "../support/local-aws.ts";

const ADA = "ada@example.com";
const ATTRIBUTES = {
  email: ADA,
  email_verified: "true",
  phone_number: "+4930123456",
  phone_number_verified: "false",
  name: "Ada",
  address: "London",
  "custom:department": "Engines",
};

let aws: LocalAws;
let UserPoolId: string;

beforeAll(async () => {
  aws = await localAws();
  UserPoolId = await createEmailPool(aws.cognito, {
    Schema: [{ Name: "department", AttributeDataType: "String", Mutable: true }],
  });
  await createUser(aws.cognito, UserPoolId, ADA, ATTRIBUTES);
});
afterAll(() => aws.close());

/** The attributes that an ID token of this client shows. */
async function shownTo(ClientId: string): Promise<readonly string[]> {
  const AuthParameters = { USERNAME: ADA, PASSWORD };
  const signIn = new InitiateAuthCommand({ ClientId, AuthFlow: "USER_PASSWORD_AUTH", AuthParameters });
  const { AuthenticationResult } = await aws.cognito.send(signIn);
  const claims = decodeJwt(AuthenticationResult!.IdToken!);
  return Object.keys(ATTRIBUTES).filter((name) => claims[name] !== undefined);
}

const client = async (settings: { ReadAttributes?: string[]; WriteAttributes?: string[] } = {}): Promise<string> => {
  const ExplicitAuthFlows = ["ALLOW_USER_PASSWORD_AUTH" as const];
  return (await createClient(aws.cognito, UserPoolId, { ExplicitAuthFlows, ...settings })).ClientId;
};

const signUp = (ClientId: string, Username: string) =>
  aws.cognito.send(
    new SignUpCommand({
      ClientId,
      Username,
      Password: PASSWORD,
      UserAttributes: [
        { Name: "name", Value: "Somebody" },
        { Name: "custom:department", Value: "Engines" },
      ],
    }),
  );

test("a client that names no attributes to read is shown the standard ones, and none of the pool's own", async () => {
  const standard = Object.keys(ATTRIBUTES).filter((name) => name !== "custom:department");
  expect(await shownTo(await client())).toEqual(standard);
});

test("a client that names attributes to read is shown these", async () => {
  const ReadAttributes = ["email", "custom:department"];
  expect(await shownTo(await client({ ReadAttributes }))).toEqual(ReadAttributes);
});

test("a client that names no attributes to write may write the standard ones, and none of the pool's own", async () => {
  await expect(signUp(await client(), "bob@example.com")).rejects.toMatchObject({
    name: "NotAuthorizedException",
    message: "A client attempted to write unauthorized attribute",
  });
  await signUp(await client({ WriteAttributes: ["email", "name", "custom:department"] }), "bob@example.com");
});
