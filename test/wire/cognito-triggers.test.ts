import {
  AdminConfirmSignUpCommand,
  AdminCreateUserCommand,
  AdminGetUserCommand,
  AdminSetUserPasswordCommand,
  ConfirmForgotPasswordCommand,
  ConfirmSignUpCommand,
  ForgotPasswordCommand,
  InitiateAuthCommand,
  type LambdaConfigType,
  SignUpCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { FunctionError } from "@latchkey/local/lambda/invoker";
import { decodeJwt } from "jose";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createClient, createEmailPool, createUser, PASSWORD } from "../support/cognito-fixtures.ts";
import { type LocalAws, type LocalFunction, localAws } from "../support/local-aws.ts";

interface TriggerEvent {
  triggerSource: string;
  request: Record<string, unknown>;
  response: Record<string, unknown>;
}

const arn = (name: string): string => `arn:aws:lambda:eu-west-1:000000000000:function:${name}`;

/** What the pool's only function does, and the events that it got. */
let run: (event: TriggerEvent) => unknown;
let events: TriggerEvent[];

let aws: LocalAws;
const trigger: LocalFunction = (event) => {
  const received = event as TriggerEvent;
  events.push(structuredClone(received));
  return run(received);
};

beforeAll(async () => {
  aws = await localAws({ functions: { [arn("trigger")]: trigger } });
});
beforeEach(() => {
  run = (event) => event;
  events = [];
});
afterAll(() => aws.close());

async function poolWith(LambdaConfig: LambdaConfigType) {
  const UserPoolId = await createEmailPool(aws.cognito, { LambdaConfig });
  const ExplicitAuthFlows = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"] as const;
  const { ClientId } = await createClient(aws.cognito, UserPoolId, { ExplicitAuthFlows: [...ExplicitAuthFlows] });
  return { UserPoolId, ClientId };
}

const signUp = (ClientId: string, Username = "ada@example.com", more = {}) =>
  aws.cognito.send(new SignUpCommand({ ClientId, Username, Password: PASSWORD, ...more }));

const getUser = async (UserPoolId: string, Username = "ada@example.com") => {
  const user = await aws.cognito.send(new AdminGetUserCommand({ UserPoolId, Username }));
  return { ...user, attributes: Object.fromEntries(user.UserAttributes!.map(({ Name, Value }) => [Name, Value])) };
};

const signIn = (ClientId: string, USERNAME = "ada@example.com") =>
  aws.cognito.send(
    new InitiateAuthCommand({ ClientId, AuthFlow: "USER_PASSWORD_AUTH", AuthParameters: { USERNAME, PASSWORD } }),
  );

const lastCode = (): string => [...aws.context.state.mail.values()].at(-1)!.code!;

test("PreSignUp gets the documented event of a sign-up", async () => {
  const { UserPoolId, ClientId } = await poolWith({ PreSignUp: arn("trigger") });
  await signUp(ClientId, "ada@example.com", {
    UserAttributes: [{ Name: "name", Value: "Ada" }],
    ValidationData: [{ Name: "invitation", Value: "x1" }],
    ClientMetadata: { campaign: "spring" },
  });
  const { Username } = await getUser(UserPoolId);
  expect(events).toEqual([
    {
      version: "1",
      triggerSource: "PreSignUp_SignUp",
      region: "eu-west-1",
      userPoolId: UserPoolId,
      userName: Username,
      callerContext: { awsSdkVersion: "aws-sdk-unknown-unknown", clientId: ClientId },
      request: {
        userAttributes: { email: "ada@example.com", name: "Ada" },
        validationData: { invitation: "x1" },
        clientMetadata: { campaign: "spring" },
      },
      response: { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false },
    },
  ]);
});

test("without validation data PreSignUp gets null", async () => {
  const { ClientId } = await poolWith({ PreSignUp: arn("trigger") });
  await signUp(ClientId);
  expect(events[0]!.request["validationData"]).toBeNull();
  expect(events[0]!.request).not.toHaveProperty("clientMetadata");
});

test("PreSignUp can confirm and verify, and PostConfirmation then runs without a code", async () => {
  const { UserPoolId, ClientId } = await poolWith({ PreSignUp: arn("trigger"), PostConfirmation: arn("trigger") });
  run = (event) => {
    if (event.triggerSource !== "PreSignUp_SignUp") return event;
    return { ...event, response: { autoConfirmUser: true, autoVerifyEmail: true } };
  };
  const answer = await signUp(ClientId, "ada@example.com", { ClientMetadata: { a: "b" } });
  expect(answer).toMatchObject({ UserConfirmed: true });
  expect(answer.CodeDeliveryDetails).toBeUndefined();
  expect((await getUser(UserPoolId)).attributes["email_verified"]).toBe("true");
  expect(events[1]).toMatchObject({
    triggerSource: "PostConfirmation_ConfirmSignUp",
    callerContext: { clientId: ClientId },
    request: {
      userAttributes: { email: "ada@example.com", email_verified: "true", "cognito:user_status": "CONFIRMED" },
      clientMetadata: { a: "b" },
    },
    response: {},
  });
  expect(
    Object.values(events[1]!.request["userAttributes"] as object).every((value) => typeof value === "string"),
  ).toBe(true);
});

test("a function that throws refuses the sign-up with its text and a period", async () => {
  const { UserPoolId, ClientId } = await poolWith({ PreSignUp: arn("trigger") });
  run = () => {
    throw new Error("Your domain is not invited");
  };
  await expect(signUp(ClientId)).rejects.toMatchObject({
    name: "UserLambdaValidationException",
    message: "PreSignUp failed with error Your domain is not invited.",
  });
  await expect(getUser(UserPoolId)).rejects.toMatchObject({ name: "UserNotFoundException" });
});

test("two sign-ups whose functions run at the same time make one user", async () => {
  const { ClientId } = await poolWith({ PreSignUp: arn("trigger") });
  let release: () => void;
  const bothRun = new Promise<void>((resolve) => {
    release = resolve;
  });
  run = async (event) => {
    if (events.length === 2) release();
    await bothRun;
    return event;
  };
  const outcomes = await Promise.allSettled([signUp(ClientId), signUp(ClientId, "ADA@example.com")]);
  const refused = outcomes.filter((outcome) => outcome.status === "rejected");
  expect(refused.map(({ reason }) => (reason as Error).name)).toEqual(["UsernameExistsException"]);
});

test("a function that does not answer in time is tried three times", async () => {
  const { ClientId } = await poolWith({ PreSignUp: arn("trigger") });
  run = () => {
    throw new FunctionError("timeout", "Task timed out after 5.00 seconds");
  };
  await expect(signUp(ClientId)).rejects.toMatchObject({ name: "UnexpectedLambdaException" });
  expect(events).toHaveLength(3);
  const answers = [false, true];
  run = (event) => {
    if (answers.shift() === true) return event;
    throw new FunctionError("timeout", "Task timed out after 5.00 seconds");
  };
  events = [];
  await signUp(ClientId);
  expect(events).toHaveLength(2);
});

test("a function that crashes or does not exist is not tried again", async () => {
  const { ClientId } = await poolWith({ PreSignUp: arn("trigger") });
  run = () => {
    throw new FunctionError("crashed", "Runtime exited with error: exit status 1");
  };
  await expect(signUp(ClientId)).rejects.toMatchObject({ name: "UnexpectedLambdaException" });
  expect(events).toHaveLength(1);
  const missing = await poolWith({ PreSignUp: arn("none") });
  await expect(signUp(missing.ClientId)).rejects.toMatchObject({ name: "UnexpectedLambdaException" });
});

test.each([undefined, null, "done", {}, { response: null }, []])(
  "the function output %j is not understood",
  async (output) => {
    const { ClientId } = await poolWith({ PreSignUp: arn("trigger") });
    run = () => output;
    await expect(signUp(ClientId)).rejects.toMatchObject({
      name: "InvalidLambdaResponseException",
      message: "Unrecognizable lambda output",
    });
  },
);

test("a flag that is no boolean is not understood", async () => {
  const { ClientId } = await poolWith({ PreSignUp: arn("trigger") });
  run = (event) => ({ ...event, response: { autoConfirmUser: "yes" } });
  await expect(signUp(ClientId)).rejects.toMatchObject({ name: "InvalidLambdaResponseException" });
});

test("a telephone number cannot be verified when there is none", async () => {
  const { ClientId } = await poolWith({ PreSignUp: arn("trigger") });
  run = (event) => ({ ...event, response: { autoConfirmUser: true, autoVerifyPhone: true } });
  await expect(signUp(ClientId)).rejects.toMatchObject({ name: "InvalidLambdaResponseException" });
});

test("administrators' users have no client, and PreSignUp's flags mean nothing for them", async () => {
  const { UserPoolId } = await poolWith({ PreSignUp: arn("trigger"), PostConfirmation: arn("trigger") });
  run = (event) => ({ ...event, response: { autoConfirmUser: true, autoVerifyEmail: true } });
  await aws.cognito.send(new AdminCreateUserCommand({ UserPoolId, Username: "ada@example.com" }));
  expect(events).toHaveLength(1);
  expect(events[0]).toMatchObject({
    triggerSource: "PreSignUp_AdminCreateUser",
    callerContext: { clientId: "CLIENT_ID_NOT_APPLICABLE" },
    request: { userAttributes: { email: "ada@example.com" }, validationData: null },
  });
  const user = await getUser(UserPoolId);
  expect(user.UserStatus).toBe("FORCE_CHANGE_PASSWORD");
  expect(user.attributes).not.toHaveProperty("email_verified");
});

test("PostConfirmation does not run when an administrator's user gets a first password", async () => {
  const { UserPoolId } = await poolWith({ PostConfirmation: arn("trigger") });
  const own = { UserPoolId, Username: "ada@example.com" };
  await aws.cognito.send(new AdminCreateUserCommand(own));
  await aws.cognito.send(new AdminSetUserPasswordCommand({ ...own, Password: PASSWORD, Permanent: true }));
  expect(events).toEqual([]);
});

test("when PostConfirmation throws, the caller is told and the user stays confirmed", async () => {
  const { UserPoolId, ClientId } = await poolWith({ PostConfirmation: arn("trigger") });
  await signUp(ClientId);
  run = () => {
    throw new Error("no group");
  };
  const confirm = new ConfirmSignUpCommand({ ClientId, Username: "ada@example.com", ConfirmationCode: lastCode() });
  await expect(aws.cognito.send(confirm)).rejects.toMatchObject({
    name: "UserLambdaValidationException",
    message: "PostConfirmation failed with error no group.",
  });
  expect((await getUser(UserPoolId)).UserStatus).toBe("CONFIRMED");
  await expect(aws.cognito.send(confirm)).rejects.toMatchObject({ name: "NotAuthorizedException" });
});

test("an administrator's confirmation runs PostConfirmation without a client", async () => {
  const { UserPoolId, ClientId } = await poolWith({ PostConfirmation: arn("trigger") });
  await signUp(ClientId);
  await aws.cognito.send(new AdminConfirmSignUpCommand({ UserPoolId, Username: "ada@example.com" }));
  expect(events).toMatchObject([
    { triggerSource: "PostConfirmation_ConfirmSignUp", callerContext: { clientId: "CLIENT_ID_NOT_APPLICABLE" } },
  ]);
});

test("PostConfirmation runs on every password reset, under another name", async () => {
  const { UserPoolId, ClientId } = await poolWith({ PostConfirmation: arn("trigger") });
  await createUser(aws.cognito, UserPoolId, "ada@example.com", { email_verified: "true" });
  await aws.cognito.send(new ForgotPasswordCommand({ ClientId, Username: "ada@example.com" }));
  await aws.cognito.send(
    new ConfirmForgotPasswordCommand({
      ClientId,
      Username: "ada@example.com",
      ConfirmationCode: lastCode(),
      Password: PASSWORD,
    }),
  );
  expect(events).toMatchObject([
    { triggerSource: "PostConfirmation_ConfirmForgotPassword", callerContext: { clientId: ClientId } },
  ]);
});

test("the first token event changes the ID token only", async () => {
  const { UserPoolId, ClientId } = await poolWith({ PreTokenGeneration: arn("trigger") });
  await createUser(aws.cognito, UserPoolId, "ada@example.com");
  run = (event) => ({
    ...event,
    response: { claimsOverrideDetails: { claimsToAddOrOverride: { team: "core" }, claimsToSuppress: ["email"] } },
  });
  const { AuthenticationResult } = await signIn(ClientId);
  expect(events).toMatchObject([
    {
      version: "1",
      triggerSource: "TokenGeneration_Authentication",
      callerContext: { clientId: ClientId },
      request: {
        userAttributes: { email: "ada@example.com", "cognito:user_status": "CONFIRMED" },
        groupConfiguration: { groupsToOverride: [], iamRolesToOverride: [] },
      },
    },
  ]);
  expect(events[0]!.request).not.toHaveProperty("scopes");
  const id = decodeJwt(AuthenticationResult!.IdToken!);
  expect(id).toMatchObject({ team: "core" });
  expect(id).not.toHaveProperty("email");
  expect(decodeJwt(AuthenticationResult!.AccessToken!)).not.toHaveProperty("team");
});

test("the second token event changes claims and scopes of both tokens, but no fixed claim", async () => {
  const { UserPoolId, ClientId } = await poolWith({
    PreTokenGenerationConfig: { LambdaVersion: "V2_0", LambdaArn: arn("trigger") },
  });
  await createUser(aws.cognito, UserPoolId, "ada@example.com");
  run = (event) => ({
    ...event,
    response: {
      claimsAndScopeOverrideDetails: {
        idTokenGeneration: { claimsToAddOrOverride: { roles: ["a", "b"], sub: "somebody-else" } },
        accessTokenGeneration: {
          claimsToAddOrOverride: { tenant: "t1" },
          scopesToAdd: ["reports/read"],
          scopesToSuppress: ["aws.cognito.signin.user.admin"],
        },
        groupOverrideDetails: { groupsToOverride: ["editors"] },
      },
    },
  });
  const { AuthenticationResult } = await signIn(ClientId);
  expect(events[0]).toMatchObject({ version: "2", request: { scopes: ["aws.cognito.signin.user.admin"] } });
  const access = decodeJwt(AuthenticationResult!.AccessToken!);
  expect(access).toMatchObject({ tenant: "t1", scope: "reports/read", "cognito:groups": ["editors"] });
  expect(decodeJwt(AuthenticationResult!.IdToken!)).toMatchObject({ roles: ["a", "b"], sub: access.sub });
});

test("a token function that throws refuses every token, also on refresh", async () => {
  const { UserPoolId, ClientId } = await poolWith({ PreTokenGeneration: arn("trigger") });
  await createUser(aws.cognito, UserPoolId, "ada@example.com");
  const { AuthenticationResult } = await signIn(ClientId);
  run = () => {
    throw new Error("not admitted");
  };
  const refused = {
    name: "UserLambdaValidationException",
    message: "PreTokenGeneration failed with error not admitted.",
  };
  await expect(signIn(ClientId)).rejects.toMatchObject(refused);
  const AuthParameters = { REFRESH_TOKEN: AuthenticationResult!.RefreshToken! };
  const refresh = aws.cognito.send(
    new InitiateAuthCommand({ ClientId, AuthFlow: "REFRESH_TOKEN_AUTH", AuthParameters }),
  );
  await expect(refresh).rejects.toMatchObject(refused);
  expect(events.at(-1)!.triggerSource).toBe("TokenGeneration_RefreshTokens");
});
