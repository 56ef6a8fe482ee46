import {
  AddUserPoolClientSecretCommand,
  AdminCreateUserCommand,
  AdminDisableUserCommand,
  AdminEnableUserCommand,
  AdminUserGlobalSignOutCommand,
  type AuthFlowType,
  GlobalSignOutCommand,
  InitiateAuthCommand,
  RespondToAuthChallengeCommand,
  RevokeTokenCommand,
  SignUpCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { secretHashOf } from "@latchkey/local/cognito/secret-hash";
import { manualClock } from "@latchkey/local/kernel/clock";
import { decodeJwt } from "jose";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createClient, createEmailPool, createPool, createUser, PASSWORD } from "../support/cognito-fixtures.ts";
import { type LocalAws, localAws } from "../support/local-aws.ts";
import { srpClient } from "../support/srp-client.ts";

const flows = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"] as const;

const clock = manualClock();
let aws: LocalAws;
let UserPoolId: string;
let ClientId: string;
let sub: string;
beforeAll(async () => {
  aws = await localAws({ clock });
  UserPoolId = await createEmailPool(aws.cognito);
  ({ ClientId } = await createClient(aws.cognito, UserPoolId, { ExplicitAuthFlows: [...flows] }));
  sub = await createUser(aws.cognito, UserPoolId, "ada@example.com", { email_verified: "true" });
});
afterAll(() => aws.close());

const initiate = (AuthFlow: AuthFlowType, AuthParameters: Record<string, string>, client = ClientId) =>
  aws.cognito.send(new InitiateAuthCommand({ ClientId: client, AuthFlow, AuthParameters }));

const withPassword = (USERNAME: string, password = PASSWORD, client = ClientId) =>
  initiate("USER_PASSWORD_AUTH", { USERNAME, PASSWORD: password }, client);

const refresh = (REFRESH_TOKEN: string, client = ClientId) => initiate("REFRESH_TOKEN_AUTH", { REFRESH_TOKEN }, client);

const tokens = async (username = "ada@example.com", client = ClientId) =>
  (await withPassword(username, PASSWORD, client)).AuthenticationResult!;

test("a password brings three tokens with the scope of the API", async () => {
  const result = await tokens();
  expect(result).toMatchObject({ TokenType: "Bearer", ExpiresIn: 3600 });
  expect(decodeJwt(result.AccessToken!)).toMatchObject({
    iss: `${aws.origin}/${UserPoolId}`,
    sub,
    username: sub,
    client_id: ClientId,
    token_use: "access",
    scope: "aws.cognito.signin.user.admin",
  });
  expect(decodeJwt(result.IdToken!)).toMatchObject({ aud: ClientId, token_use: "id", email: "ada@example.com" });
  expect(result.RefreshToken).toEqual(expect.any(String));
});

test("a wrong password and an unknown user are told apart only by clients that may", async () => {
  const wrong = { name: "NotAuthorizedException", message: "Incorrect username or password." };
  await expect(withPassword("ada@example.com", "Wrong-Horse-7")).rejects.toMatchObject(wrong);
  await expect(withPassword("nobody@example.com")).rejects.toMatchObject({ name: "UserNotFoundException" });
  const silent = await createClient(aws.cognito, UserPoolId, {
    ExplicitAuthFlows: [...flows],
    PreventUserExistenceErrors: "ENABLED",
  });
  await expect(withPassword("nobody@example.com", PASSWORD, silent.ClientId)).rejects.toMatchObject(wrong);
  await expect(withPassword("ada@example.com", "Wrong-Horse-7", silent.ClientId)).rejects.toMatchObject(wrong);
});

test("a flow that the client does not allow, or that is not served, is refused by name", async () => {
  const plain = await createClient(aws.cognito, UserPoolId);
  await expect(withPassword("ada@example.com", PASSWORD, plain.ClientId)).rejects.toMatchObject({
    name: "InvalidParameterException",
    message: "USER_PASSWORD_AUTH flow not enabled for this client",
  });
  await expect(initiate("CUSTOM_AUTH", { USERNAME: "ada@example.com" })).rejects.toThrow(
    "The flows served here are USER_PASSWORD_AUTH, USER_SRP_AUTH, REFRESH_TOKEN_AUTH.",
  );
  await expect(initiate("ADMIN_USER_PASSWORD_AUTH", {})).rejects.toThrow("Initiate Auth method not supported.");
});

test("a missing parameter is named", async () => {
  await expect(initiate("USER_PASSWORD_AUTH", { USERNAME: "ada@example.com" })).rejects.toThrow(
    "Missing required parameter PASSWORD",
  );
  await expect(initiate("REFRESH_TOKEN_AUTH", {})).rejects.toThrow("Missing required parameter REFRESH_TOKEN");
});

test("an unknown client cannot sign anybody in", async () => {
  await expect(withPassword("ada@example.com", PASSWORD, "none")).rejects.toMatchObject({
    name: "ResourceNotFoundException",
    message: "User pool client none does not exist.",
  });
});

test("a confidential client proves its secret with SECRET_HASH, with either of two secrets", async () => {
  const own = await createClient(aws.cognito, UserPoolId, { GenerateSecret: true, ExplicitAuthFlows: [...flows] });
  const { ClientSecretDescriptor } = await aws.cognito.send(
    new AddUserPoolClientSecretCommand({ UserPoolId, ClientId: own.ClientId }),
  );
  const USERNAME = "ada@example.com";
  const hashed = (secret: string, username = USERNAME) =>
    initiate(
      "USER_PASSWORD_AUTH",
      { USERNAME, PASSWORD, SECRET_HASH: secretHashOf(secret, username, own.ClientId) },
      own.ClientId,
    );
  await hashed(ClientSecretDescriptor!.ClientSecretValue!);
  const { AuthenticationResult } = await hashed(own.ClientSecret!);
  const unverifiable = {
    name: "NotAuthorizedException",
    message: `Unable to verify secret hash for client ${own.ClientId}`,
  };
  await expect(hashed("x".repeat(24))).rejects.toMatchObject(unverifiable);
  await expect(withPassword(USERNAME, PASSWORD, own.ClientId)).rejects.toMatchObject({
    message: `Client ${own.ClientId} is configured with secret but SECRET_HASH was not received`,
  });
  const SecretHash = secretHashOf("x".repeat(24), "eve@example.com", own.ClientId);
  const signUp = { ClientId: own.ClientId, Username: "eve@example.com", Password: PASSWORD, SecretHash };
  await expect(aws.cognito.send(new SignUpCommand(signUp))).rejects.toMatchObject(unverifiable);
  const REFRESH_TOKEN = AuthenticationResult!.RefreshToken!;
  const renew = (username: string) => {
    const SECRET_HASH = secretHashOf(own.ClientSecret!, username, own.ClientId);
    return initiate("REFRESH_TOKEN_AUTH", { REFRESH_TOKEN, SECRET_HASH }, own.ClientId);
  };
  await renew(sub);
  await expect(renew("somebody-else")).rejects.toMatchObject(unverifiable);
});

test("a public client has no secret to prove", async () => {
  const SECRET_HASH = secretHashOf("anything", "ada@example.com", ClientId);
  const refused = initiate("USER_PASSWORD_AUTH", { USERNAME: "ada@example.com", PASSWORD, SECRET_HASH });
  await expect(refused).rejects.toMatchObject({ name: "NotAuthorizedException" });
});

test("a refresh token brings new tokens of the same sign-in and stays as it is", async () => {
  const first = await tokens();
  clock.advance(60_000);
  const { AuthenticationResult } = await refresh(first.RefreshToken!);
  expect(AuthenticationResult!.RefreshToken).toBeUndefined();
  const [before, after] = [first.AccessToken!, AuthenticationResult!.AccessToken!].map((token) => decodeJwt(token));
  expect(after!["auth_time"]).toBe(before!["auth_time"]);
  expect(after!["origin_jti"]).toBe(before!["origin_jti"]);
  expect(after!.jti).not.toBe(before!.jti);
  await refresh(first.RefreshToken!);
});

test("a refresh token is bound to its client and ends after its validity", async () => {
  const { RefreshToken } = await tokens();
  const other = await createClient(aws.cognito, UserPoolId, { ExplicitAuthFlows: [...flows] });
  const invalid = { name: "NotAuthorizedException", message: "Invalid Refresh Token" };
  await expect(refresh(RefreshToken!, other.ClientId)).rejects.toMatchObject(invalid);
  await expect(refresh("invented")).rejects.toMatchObject(invalid);
  clock.advance(30 * 86_400_000);
  await expect(refresh(RefreshToken!)).rejects.toMatchObject({ message: "Refresh Token has expired" });
});

test("a revoked refresh token ends, and its access token with it", async () => {
  const { RefreshToken, AccessToken } = await tokens();
  const untouched = await tokens();
  await aws.cognito.send(new RevokeTokenCommand({ ClientId, Token: RefreshToken }));
  await expect(refresh(RefreshToken!)).rejects.toMatchObject({ message: "Refresh Token has been revoked" });
  await expect(aws.cognito.send(new GlobalSignOutCommand({ AccessToken }))).rejects.toMatchObject({
    name: "NotAuthorizedException",
    message: "Access Token has been revoked",
  });
  await aws.cognito.send(new RevokeTokenCommand({ ClientId, Token: RefreshToken }));
  await refresh(untouched.RefreshToken!);
});

test("revoking needs the client's secret, a refresh token and the client's consent", async () => {
  const own = await createClient(aws.cognito, UserPoolId, { GenerateSecret: true });
  const revoke = (input: { ClientId: string; ClientSecret?: string; Token: string }) =>
    aws.cognito.send(new RevokeTokenCommand(input));
  const { AccessToken, RefreshToken } = await tokens();
  const wrong = revoke({ ClientId: own.ClientId, ClientSecret: "x".repeat(24), Token: RefreshToken! });
  await expect(wrong).rejects.toMatchObject({ name: "UnauthorizedException" });
  const ClientSecret = own.ClientSecret!;
  const foreign = revoke({ ClientId: own.ClientId, ClientSecret, Token: RefreshToken! });
  await expect(foreign).rejects.toMatchObject({ name: "UnauthorizedException" });
  await expect(revoke({ ClientId, Token: AccessToken! })).rejects.toMatchObject({
    name: "UnsupportedTokenTypeException",
  });
  const keeping = await createClient(aws.cognito, UserPoolId, { EnableTokenRevocation: false });
  await expect(revoke({ ClientId: keeping.ClientId, Token: RefreshToken! })).rejects.toMatchObject({
    name: "UnsupportedOperationException",
  });
});

test("a global sign-out ends every session of the user, by token or by administrator", async () => {
  const [one, other] = [await tokens(), await tokens()];
  await aws.cognito.send(new GlobalSignOutCommand({ AccessToken: one.AccessToken }));
  for (const { RefreshToken } of [one, other]) {
    await expect(refresh(RefreshToken!)).rejects.toMatchObject({ message: "Refresh Token has been revoked" });
  }
  const third = await tokens();
  await aws.cognito.send(new AdminUserGlobalSignOutCommand({ UserPoolId, Username: "ada@example.com" }));
  await expect(refresh(third.RefreshToken!)).rejects.toMatchObject({ message: "Refresh Token has been revoked" });
});

test("disabling a user ends the sessions for good", async () => {
  const own = { UserPoolId, Username: await createUser(aws.cognito, UserPoolId, "paused@example.com") };
  const { RefreshToken } = await tokens("paused@example.com");
  await aws.cognito.send(new AdminDisableUserCommand(own));
  await aws.cognito.send(new AdminEnableUserCommand(own));
  await expect(refresh(RefreshToken!)).rejects.toMatchObject({ message: "Refresh Token has been revoked" });
  await tokens("paused@example.com");
});

const signOut = (token: string) => aws.cognito.send(new GlobalSignOutCommand({ AccessToken: token }));

test("only a living access token of this stand-in signs out", async () => {
  const { AccessToken, IdToken } = await tokens();
  await expect(signOut(IdToken!)).rejects.toMatchObject({ name: "NotAuthorizedException" });
  await expect(signOut("not.a.token")).rejects.toMatchObject({ message: "Invalid Access Token" });
  const forged = `${AccessToken!.slice(0, -4)}AAAA`;
  await expect(signOut(forged)).rejects.toMatchObject({ message: "Invalid Access Token" });
  clock.advance(3_601_000);
  await expect(signOut(AccessToken!)).rejects.toMatchObject({ message: "Access Token has expired" });
});

const invite = (Username: string) =>
  aws.cognito.send(
    new AdminCreateUserCommand({ UserPoolId, Username, TemporaryPassword: PASSWORD, MessageAction: "SUPPRESS" }),
  );

const answer = (
  ChallengeResponses: Record<string, string>,
  Session?: string,
  ChallengeName = "NEW_PASSWORD_REQUIRED",
) =>
  aws.cognito.send(
    new RespondToAuthChallengeCommand({
      ClientId,
      ChallengeName: ChallengeName as "NEW_PASSWORD_REQUIRED",
      ChallengeResponses,
      Session,
    }),
  );

test("a temporary password must be replaced before there are tokens", async () => {
  await invite("new@example.com");
  const challenge = await withPassword("new@example.com");
  expect(challenge).toMatchObject({
    ChallengeName: "NEW_PASSWORD_REQUIRED",
    ChallengeParameters: { requiredAttributes: "[]", userAttributes: JSON.stringify({ email: "new@example.com" }) },
  });
  expect(challenge.AuthenticationResult).toBeUndefined();
  const USERNAME = challenge.ChallengeParameters!["USER_ID_FOR_SRP"]!;
  const NEW_PASSWORD = "Another-Horse-8";
  const values = { USERNAME, NEW_PASSWORD, "userAttributes.name": "New" };
  const { AuthenticationResult } = await answer(values, challenge.Session);
  expect(decodeJwt(AuthenticationResult!.IdToken!)).toMatchObject({ name: "New" });
  await withPassword("new@example.com", NEW_PASSWORD);
  await expect(answer(values, challenge.Session)).rejects.toMatchObject({ message: "Invalid session for the user." });
});

test("a new password obeys the policy, and a session ends after three minutes", async () => {
  await invite("slow@example.com");
  const weak = await withPassword("slow@example.com");
  const values = { USERNAME: "slow@example.com", NEW_PASSWORD: "weak" };
  await expect(answer(values, weak.Session)).rejects.toMatchObject({ name: "InvalidPasswordException" });
  const late = await withPassword("slow@example.com");
  clock.advance(180_000);
  const good = { ...values, NEW_PASSWORD: "Another-Horse-8" };
  await expect(answer(good, late.Session)).rejects.toMatchObject({
    message: "Invalid session for the user, session is expired.",
  });
});

test("a session belongs to one user", async () => {
  await invite("theirs@example.com");
  const { Session } = await withPassword("theirs@example.com");
  const values = { USERNAME: "ada@example.com", NEW_PASSWORD: "Another-Horse-8" };
  await expect(answer(values, Session)).rejects.toMatchObject({ message: "Invalid session for the user." });
});

test("a temporary password works for seven days", async () => {
  await invite("forgetful@example.com");
  clock.advance(7 * 86_400_000);
  await expect(withPassword("forgetful@example.com")).rejects.toMatchObject({
    name: "NotAuthorizedException",
    message: "Temporary password has expired and must be reset by an administrator.",
  });
});

async function withSrp(USERNAME: string, password: string, pool = UserPoolId, client = ClientId) {
  const srp = srpClient(pool);
  const challenge = await initiate("USER_SRP_AUTH", { USERNAME, SRP_A: srp.SRP_A }, client);
  expect(challenge.ChallengeName).toBe("PASSWORD_VERIFIER");
  return aws.cognito.send(
    new RespondToAuthChallengeCommand({
      ClientId: client,
      ChallengeName: "PASSWORD_VERIFIER",
      ChallengeResponses: srp.respond(challenge.ChallengeParameters!, password),
    }),
  );
}

test("a password is proven with SRP without being sent", async () => {
  const { AuthenticationResult } = await withSrp("ada@example.com", PASSWORD);
  expect(decodeJwt(AuthenticationResult!.AccessToken!)).toMatchObject({ sub, client_id: ClientId });
  await expect(withSrp("ada@example.com", "Wrong-Horse-7")).rejects.toMatchObject({
    name: "NotAuthorizedException",
    message: "Incorrect username or password.",
  });
});

test("SRP works in a plain pool and leads to the new-password challenge", async () => {
  const plain = await createPool(aws.cognito);
  const { ClientId: client } = await createClient(aws.cognito, plain);
  await createUser(aws.cognito, plain, "ada");
  await withSrp("ada", PASSWORD, plain, client);
  await invite("srp@example.com");
  expect((await withSrp("srp@example.com", PASSWORD)).ChallengeName).toBe("NEW_PASSWORD_REQUIRED");
});

test("SRP of a silent client looks the same for users who do not exist", async () => {
  const silent = await createClient(aws.cognito, UserPoolId, { PreventUserExistenceErrors: "ENABLED" });
  const SRP_A = srpClient(UserPoolId).SRP_A;
  const challenges = [];
  for (const USERNAME of ["nobody@example.com", "nobody@example.com", "ada@example.com"]) {
    const { ChallengeParameters } = await initiate("USER_SRP_AUTH", { USERNAME, SRP_A }, silent.ClientId);
    challenges.push(ChallengeParameters!);
  }
  const [one, again, existing] = challenges;
  expect(again!["SALT"]).toBe(one!["SALT"]);
  expect(again!["USER_ID_FOR_SRP"]).toBe(one!["USER_ID_FOR_SRP"]);
  expect(Object.keys(one!).toSorted()).toEqual(Object.keys(existing!).toSorted());
  await expect(withSrp("nobody@example.com", PASSWORD, UserPoolId, silent.ClientId)).rejects.toMatchObject({
    message: "Incorrect username or password.",
  });
});

test("an SRP value that would fix the key is refused, and a proof is used once", async () => {
  await expect(initiate("USER_SRP_AUTH", { USERNAME: "ada@example.com", SRP_A: "0" })).rejects.toMatchObject({
    name: "InvalidParameterException",
  });
  const srp = srpClient(UserPoolId);
  const { ChallengeParameters } = await initiate("USER_SRP_AUTH", { USERNAME: "ada@example.com", SRP_A: srp.SRP_A });
  const proof = srp.respond(ChallengeParameters!, PASSWORD);
  await answer(proof, undefined, "PASSWORD_VERIFIER");
  await expect(answer(proof, undefined, "PASSWORD_VERIFIER")).rejects.toMatchObject({
    message: "Invalid session for the user.",
  });
});

test("a challenge that is not served is refused by name", async () => {
  await expect(answer({ USERNAME: "ada@example.com" }, undefined, "SMS_MFA")).rejects.toThrow(
    "The challenges served here are NEW_PASSWORD_REQUIRED and PASSWORD_VERIFIER.",
  );
});
