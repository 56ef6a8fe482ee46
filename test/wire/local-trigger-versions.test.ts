import {
  AdminAddUserToGroupCommand,
  AdminConfirmSignUpCommand,
  AdminCreateUserCommand,
  CreateGroupCommand,
  InitiateAuthCommand,
  type LambdaConfigType,
  RespondToAuthChallengeCommand,
  SignUpCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { decodeJwt } from "jose";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createClient, createEmailPool, createUser, PASSWORD } from "../support/cognito-fixtures.ts";
import { type LocalAws, localAws } from "../support/local-aws.ts";
import type { TriggerEvent } from "../support/login-stack.ts";

const TRIGGER = "arn:aws:lambda:eu-west-1:000000000000:function:trigger";
const ROLE = "arn:aws:iam::000000000000:role/";
const ADA = "ada@example.com";

let aws: LocalAws;
let events: TriggerEvent[];
/** What the only function does with its event, which it then returns. */
let act: (event: TriggerEvent) => unknown;

beforeAll(async () => {
  aws = await localAws({
    functions: {
      [TRIGGER]: async (received) => {
        const event = received as TriggerEvent;
        events.push(structuredClone(event));
        await act(event);
        return event;
      },
    },
  });
});

beforeEach(() => {
  events = [];
  act = () => undefined;
});

afterAll(() => aws.close());

async function poolWith(LambdaConfig: LambdaConfigType) {
  const UserPoolId = await createEmailPool(aws.cognito, { LambdaConfig });
  const { ClientId } = await createClient(aws.cognito, UserPoolId, {
    ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
  });
  return { UserPoolId, ClientId };
}

const tokenTrigger = (LambdaVersion: "V1_0" | "V2_0" | "V3_0"): LambdaConfigType => ({
  PreTokenGenerationConfig: { LambdaVersion, LambdaArn: TRIGGER },
});

const signIn = (ClientId: string, password = PASSWORD, ClientMetadata?: Record<string, string>) =>
  aws.cognito.send(
    new InitiateAuthCommand({
      ClientId,
      AuthFlow: "USER_PASSWORD_AUTH",
      AuthParameters: { USERNAME: ADA, PASSWORD: password },
      ...(ClientMetadata && { ClientMetadata }),
    }),
  );

describe("the event before tokens", () => {
  it.each([
    ["V1_0", "1", { claimsOverrideDetails: null }, undefined],
    ["V2_0", "2", { claimsAndScopeOverrideDetails: null }, ["aws.cognito.signin.user.admin"]],
    ["V3_0", "3", { claimsAndScopeOverrideDetails: null }, ["aws.cognito.signin.user.admin"]],
  ] as const)("has the form of version %s", async (version, number, response, scopes) => {
    const { UserPoolId, ClientId } = await poolWith(tokenTrigger(version));
    const username = await createUser(aws.cognito, UserPoolId, ADA, { email: ADA, email_verified: "true" });
    await signIn(ClientId);
    expect(events).toEqual([
      {
        version: number,
        triggerSource: "TokenGeneration_Authentication",
        region: "eu-west-1",
        userPoolId: UserPoolId,
        userName: username,
        callerContext: { awsSdkVersion: "aws-sdk-unknown-unknown", clientId: ClientId },
        request: {
          userAttributes: { sub: username, email: ADA, email_verified: "true", "cognito:user_status": "CONFIRMED" },
          groupConfiguration: { groupsToOverride: [], iamRolesToOverride: [], preferredRole: null },
          ...(scopes && { scopes }),
        },
        response,
      },
    ]);
  });

  it("says which groups and roles there are, and which role comes first", async () => {
    const { UserPoolId, ClientId } = await poolWith(tokenTrigger("V2_0"));
    await createUser(aws.cognito, UserPoolId, ADA);
    for (const [GroupName, Precedence, RoleArn] of [
      ["late", 9, `${ROLE}late`],
      ["first", 1, `${ROLE}first`],
      ["plain", undefined, undefined],
    ] as const) {
      await aws.cognito.send(new CreateGroupCommand({ UserPoolId, GroupName, Precedence, RoleArn }));
      await aws.cognito.send(new AdminAddUserToGroupCommand({ UserPoolId, GroupName, Username: ADA }));
    }
    await signIn(ClientId);
    expect(events[0]?.request["groupConfiguration"]).toEqual({
      groupsToOverride: ["late", "first", "plain"],
      iamRolesToOverride: [`${ROLE}late`, `${ROLE}first`],
      preferredRole: `${ROLE}first`,
    });
  });

  it("names the first password of an administrator's user, with the metadata of the answer to the challenge", async () => {
    const { UserPoolId, ClientId } = await poolWith(tokenTrigger("V1_0"));
    await aws.cognito.send(
      new AdminCreateUserCommand({
        UserPoolId,
        Username: ADA,
        TemporaryPassword: "Temporary-1",
        MessageAction: "SUPPRESS",
      }),
    );
    const { Session } = await signIn(ClientId, "Temporary-1");
    expect(events).toEqual([]);
    await aws.cognito.send(
      new RespondToAuthChallengeCommand({
        ClientId,
        ChallengeName: "NEW_PASSWORD_REQUIRED",
        Session,
        ChallengeResponses: { USERNAME: ADA, NEW_PASSWORD: PASSWORD },
        ClientMetadata: { device: "tablet" },
      }),
    );
    expect(events).toMatchObject([
      {
        triggerSource: "TokenGeneration_NewPasswordChallenge",
        request: { userAttributes: { "cognito:user_status": "CONFIRMED" }, clientMetadata: { device: "tablet" } },
      },
    ]);
  });

  it("has no metadata of InitiateAuth, neither at the sign-in nor at a refresh", async () => {
    const { UserPoolId, ClientId } = await poolWith(tokenTrigger("V2_0"));
    await createUser(aws.cognito, UserPoolId, ADA);
    const { AuthenticationResult } = await signIn(ClientId, PASSWORD, { device: "tablet" });
    await aws.cognito.send(
      new InitiateAuthCommand({
        ClientId,
        AuthFlow: "REFRESH_TOKEN_AUTH",
        AuthParameters: { REFRESH_TOKEN: AuthenticationResult!.RefreshToken! },
        ClientMetadata: { device: "tablet" },
      }),
    );
    expect(events.map(({ triggerSource }) => triggerSource)).toEqual([
      "TokenGeneration_Authentication",
      "TokenGeneration_RefreshTokens",
    ]);
    for (const { request } of events) expect(request).not.toHaveProperty("clientMetadata");
  });
});

describe("the answer to the first version of that event", () => {
  it("changes the groups of both tokens, and claims of the ID token only", async () => {
    const { UserPoolId, ClientId } = await poolWith(tokenTrigger("V1_0"));
    await createUser(aws.cognito, UserPoolId, ADA);
    act = ({ response }) => {
      response["claimsOverrideDetails"] = {
        claimsToAddOrOverride: { team: "core" },
        groupOverrideDetails: { groupsToOverride: ["editors"] },
      };
    };
    const { AuthenticationResult } = await signIn(ClientId);
    expect(decodeJwt(AuthenticationResult!.IdToken!)).toMatchObject({ team: "core", "cognito:groups": ["editors"] });
    const access = decodeJwt(AuthenticationResult!.AccessToken!);
    expect(access).toMatchObject({ "cognito:groups": ["editors"] });
    expect(access).not.toHaveProperty("team");
  });

  it("has no claims but strings", async () => {
    const { UserPoolId, ClientId } = await poolWith(tokenTrigger("V1_0"));
    await createUser(aws.cognito, UserPoolId, ADA);
    act = ({ response }) => {
      response["claimsOverrideDetails"] = { claimsToAddOrOverride: { groups: ["editors"] } };
    };
    await expect(signIn(ClientId)).rejects.toMatchObject({ name: "InvalidLambdaResponseException" });
  });
});

describe("the event after authentication", () => {
  it("comes before the one about tokens, and has the metadata of the answer to a challenge only", async () => {
    const { UserPoolId, ClientId } = await poolWith({ PostAuthentication: TRIGGER, ...tokenTrigger("V2_0") });
    const username = await createUser(aws.cognito, UserPoolId, ADA);
    await signIn(ClientId, PASSWORD, { device: "tablet" });
    expect(events.map(({ triggerSource }) => triggerSource)).toEqual([
      "PostAuthentication_Authentication",
      "TokenGeneration_Authentication",
    ]);
    expect(events[0]).toMatchObject({ userName: username, callerContext: { clientId: ClientId }, response: {} });
    expect(events[0]?.request).toEqual({
      userAttributes: expect.objectContaining({ "cognito:user_status": "CONFIRMED" }),
      newDeviceUsed: false,
    });
  });

  it("ends the sign-in when its function throws", async () => {
    const { UserPoolId, ClientId } = await poolWith({ PostAuthentication: TRIGGER });
    await createUser(aws.cognito, UserPoolId, ADA);
    act = () => {
      throw new Error("Not from there");
    };
    await expect(signIn(ClientId)).rejects.toMatchObject({
      name: "UserLambdaValidationException",
      message: "PostAuthentication failed with error Not from there.",
    });
  });
});

describe("the event after an administrator has confirmed a sign-up", () => {
  it("has no client, the metadata of the call, and none of the sign-up's", async () => {
    const { UserPoolId, ClientId } = await poolWith({ PostConfirmation: TRIGGER });
    const ClientMetadata = { campaign: "spring" };
    await aws.cognito.send(new SignUpCommand({ ClientId, Username: ADA, Password: PASSWORD, ClientMetadata }));
    expect(events).toEqual([]);
    const confirm = new AdminConfirmSignUpCommand({ UserPoolId, Username: ADA, ClientMetadata: { by: "support" } });
    await aws.cognito.send(confirm);
    expect(events).toHaveLength(1);
    const sub = events[0]!.userName;
    expect(events[0]).toEqual({
      version: "1",
      triggerSource: "PostConfirmation_ConfirmSignUp",
      region: "eu-west-1",
      userPoolId: UserPoolId,
      userName: sub,
      callerContext: { awsSdkVersion: "aws-sdk-unknown-unknown", clientId: "CLIENT_ID_NOT_APPLICABLE" },
      request: {
        userAttributes: { sub, email: ADA, email_verified: "false", "cognito:user_status": "CONFIRMED" },
        clientMetadata: { by: "support" },
      },
      response: {},
    });
  });
});
