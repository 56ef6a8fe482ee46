import { AwsError } from "../../kernel/aws-error.ts";
import { verifyAccessToken } from "../access-tokens.ts";
import { newPasswordChallenge, passwordVerifierChallenge, provesPassword, takeChallenge } from "../challenges.ts";
import { acceptedSecrets, explicitAuthFlows, hidesUserExistence, isConfidential, requireClient } from "../clients.ts";
import type { CognitoContext } from "../context.ts";
import { invalidParameter, notAuthorized, userNotFound } from "../errors.ts";
import { type Operations, operation } from "../operation.ts";
import { requirePool } from "../pools.ts";
import { assertSecretHash } from "../secret-hash.ts";
import { revokeSignIn, signOutEverywhere } from "../sign-out.ts";
import type { Client, Pool, RefreshToken, User } from "../state.ts";
import { issueTokens } from "../tokens.ts";
import { postAuthentication } from "../triggers.ts";
import { admitted, authenticate, findUser, type SignIn, setNewPassword, wrongPassword } from "../users.ts";

type StringMap = Readonly<Record<string, string>>;

interface InitiateInput {
  readonly ClientId: string;
  readonly AuthFlow: string;
  readonly AuthParameters?: StringMap;
}

interface RespondInput {
  readonly ClientId: string;
  readonly ChallengeName: string;
  readonly ChallengeResponses?: StringMap;
  readonly Session?: string;
  readonly ClientMetadata?: StringMap;
}

/** A sign-in in progress: who asks, with which named values. */
interface Attempt {
  readonly pool: Pool;
  readonly client: Client;
  readonly values: StringMap;
  readonly clientMetadata: StringMap | undefined;
}

/** Signing in and out through the API. Managed login has its own way. */
export const authOperations: Operations = {
  InitiateAuth: operation((context, input: InitiateInput) => {
    // Its ClientMetadata goes to no function that is run here: neither PostAuthentication nor PreTokenGeneration gets it.
    const attempt = attemptOf(context, input.ClientId, input.AuthParameters);
    assertFlow(attempt.client, input.AuthFlow);
    switch (input.AuthFlow) {
      case "USER_PASSWORD_AUTH":
        return withPassword(context, attempt);
      case "USER_SRP_AUTH":
        return withSrp(context, attempt);
      default:
        return withRefreshToken(context, attempt);
    }
  }),
  RespondToAuthChallenge: operation((context, input: RespondInput) => {
    const attempt = attemptOf(context, input.ClientId, input.ChallengeResponses, input.ClientMetadata);
    switch (input.ChallengeName) {
      case "NEW_PASSWORD_REQUIRED":
        return answerNewPassword(context, attempt, input.Session ?? "");
      case "PASSWORD_VERIFIER":
        return answerPasswordVerifier(context, attempt);
      default:
        throw invalidParameter("The challenges served here are NEW_PASSWORD_REQUIRED and PASSWORD_VERIFIER.");
    }
  }),
  RevokeToken: operation((context, input: { ClientId: string; ClientSecret?: string; Token: string }) => {
    const client = requireClient(context, input.ClientId);
    assertRevocable(context, client, input.ClientSecret);
    if (input.Token.split(".").length === 3) {
      throw new AwsError("UnsupportedTokenTypeException", "Only refresh tokens can be revoked.");
    }
    const token = context.state.refreshTokens.get(input.Token);
    if (token !== undefined && token.clientId !== client.id) {
      throw new AwsError("UnauthorizedException", "The token was issued to another app client.");
    }
    if (token !== undefined) revokeSignIn(context, token.originJti);
    return {};
  }),
  GlobalSignOut: operation(async (context, { AccessToken }: { AccessToken: string }) => {
    const { user, scopes } = await verifyAccessToken(context, AccessToken);
    if (!scopes.includes("aws.cognito.signin.user.admin"))
      throw notAuthorized("Access Token does not have required scopes");
    signOutEverywhere(context, user);
    return {};
  }),
};

function attemptOf(
  context: CognitoContext,
  clientId: string,
  values: StringMap = {},
  clientMetadata?: StringMap,
): Attempt {
  const client = requireClient(context, clientId);
  return { pool: requirePool(context, client.poolId), client, values, clientMetadata };
}

/** What allows a flow; a legacy list allows SRP and refresh tokens unless it restricts the client to custom authentication. */
const ALLOWING: Readonly<Record<string, readonly string[]>> = {
  USER_PASSWORD_AUTH: ["ALLOW_USER_PASSWORD_AUTH", "USER_PASSWORD_AUTH"],
  USER_SRP_AUTH: ["ALLOW_USER_SRP_AUTH", "USER_PASSWORD_AUTH", "ADMIN_NO_SRP_AUTH"],
  REFRESH_TOKEN_AUTH: ["ALLOW_REFRESH_TOKEN_AUTH", "USER_PASSWORD_AUTH", "ADMIN_NO_SRP_AUTH", "CUSTOM_AUTH_FLOW_ONLY"],
};

function assertFlow(client: Client, requested: string): void {
  const flow = requested === "REFRESH_TOKEN" ? "REFRESH_TOKEN_AUTH" : requested;
  const allowing = ALLOWING[flow];
  if (allowing === undefined) {
    throw invalidParameter(
      `Initiate Auth method not supported. The flows served here are ${Object.keys(ALLOWING).join(", ")}.`,
    );
  }
  if (!explicitAuthFlows(client.settings).some((allowed) => allowing.includes(allowed))) {
    throw invalidParameter(`${flow} flow not enabled for this client`);
  }
}

function required(values: StringMap, name: string): string {
  const value = values[name];
  if (value === undefined || value === "") throw invalidParameter(`Missing required parameter ${name}`);
  return value;
}

async function withPassword(context: CognitoContext, attempt: Attempt) {
  const { values, client } = attempt;
  const username = required(values, "USERNAME");
  const password = required(values, "PASSWORD");
  assertSecretHash(context, client, username, values["SECRET_HASH"]);
  const signIn = await authenticate(context, { ...attempt, username, password });
  return proceed(context, attempt, signIn);
}

function withSrp(context: CognitoContext, { client, values }: Attempt) {
  const username = required(values, "USERNAME");
  const srpA = required(values, "SRP_A");
  assertSecretHash(context, client, username, values["SECRET_HASH"]);
  const user = findUser(context, client.poolId, username);
  if (user === undefined && !hidesUserExistence(client)) throw userNotFound();
  return passwordVerifierChallenge(context, client, { username, srpA, user });
}

/** Tokens, or the question for a new password. */
async function proceed(context: CognitoContext, attempt: Attempt, { kind, user }: SignIn) {
  const { pool, client } = attempt;
  if (kind === "new-password") return newPasswordChallenge(context, pool, client, user);
  return signedIn(context, attempt, user, "TokenGeneration_Authentication");
}

async function signedIn(
  context: CognitoContext,
  { pool, client, clientMetadata }: Attempt,
  user: User,
  triggerSource: "TokenGeneration_Authentication" | "TokenGeneration_NewPasswordChallenge",
) {
  await postAuthentication(context, { pool, client, user, clientMetadata });
  const tokens = await issueTokens(context, {
    pool,
    client,
    user,
    scopes: ["aws.cognito.signin.user.admin"],
    authTime: context.clock.now(),
    triggerSource,
    clientMetadata,
    issueRefreshToken: true,
    issuedBy: "api",
  });
  return answered(tokens);
}

const answered = (tokens: Awaited<ReturnType<typeof issueTokens>>) => ({
  ChallengeParameters: {},
  AuthenticationResult: {
    AccessToken: tokens.accessToken,
    ExpiresIn: tokens.expiresIn,
    TokenType: "Bearer",
    ...(tokens.refreshToken !== undefined && { RefreshToken: tokens.refreshToken }),
    ...(tokens.idToken !== undefined && { IdToken: tokens.idToken }),
  },
});

async function withRefreshToken(context: CognitoContext, attempt: Attempt) {
  const { pool, client, values } = attempt;
  const token = usableRefreshToken(context, client, required(values, "REFRESH_TOKEN"));
  const user = context.state.users.get(`${pool.id}/${token.username}`);
  if (user === undefined) throw notAuthorized("Invalid Refresh Token");
  assertSecretHash(context, client, user.username, values["SECRET_HASH"]);
  if (!user.enabled) throw notAuthorized("User is disabled.");
  const { scopes, authTime, originJti, issuedBy, resource } = token;
  const tokens = await issueTokens(context, {
    pool,
    client,
    user,
    scopes,
    authTime,
    originJti,
    resource,
    triggerSource: "TokenGeneration_RefreshTokens",
    issueRefreshToken: false,
    issuedBy,
  });
  return answered(tokens);
}

function usableRefreshToken(context: CognitoContext, client: Client, value: string): RefreshToken {
  const token = context.state.refreshTokens.get(value);
  if (token?.clientId !== client.id) throw notAuthorized("Invalid Refresh Token");
  if (token.revoked) throw notAuthorized("Refresh Token has been revoked");
  if (token.expiresAt <= context.clock.now()) throw notAuthorized("Refresh Token has expired");
  return token;
}

const ATTRIBUTE_PREFIX = "userAttributes.";

async function answerNewPassword(context: CognitoContext, attempt: Attempt, session: string) {
  const { client, values } = attempt;
  assertSecretHash(context, client, required(values, "USERNAME"), values["SECRET_HASH"]);
  const newPassword = required(values, "NEW_PASSWORD");
  const { username } = takeChallenge(context, client, "new-password", session);
  const named = findUser(context, client.poolId, required(values, "USERNAME"));
  if (named?.username !== username) throw notAuthorized("Invalid session for the user.");
  const attributes = Object.entries(values)
    .filter(([name]) => name.startsWith(ATTRIBUTE_PREFIX))
    .map(([name, value]) => [name.slice(ATTRIBUTE_PREFIX.length), value]);
  const given = { username, newPassword, attributes: Object.fromEntries(attributes) };
  const user = await setNewPassword(context, { ...attempt, ...given });
  return signedIn(context, attempt, user, "TokenGeneration_NewPasswordChallenge");
}

async function answerPasswordVerifier(context: CognitoContext, attempt: Attempt) {
  const { client, values } = attempt;
  const signature = required(values, "PASSWORD_CLAIM_SIGNATURE");
  const timestamp = required(values, "TIMESTAMP");
  assertSecretHash(context, client, required(values, "USERNAME"), values["SECRET_HASH"]);
  const challenge = takeChallenge(context, client, "srp", required(values, "PASSWORD_CLAIM_SECRET_BLOCK"));
  const user = challenge.username === undefined ? undefined : findUser(context, client.poolId, challenge.username);
  if (user === undefined || !provesPassword(challenge, user, { signature, timestamp })) throw wrongPassword();
  return proceed(context, attempt, admitted(context, user));
}

function assertRevocable(context: CognitoContext, client: Client, secret: string | undefined): void {
  if (isConfidential(client)) {
    const accepted = acceptedSecrets(client, context.clock.now(), context.options.secretPropagationMs);
    if (!accepted.some(({ value }) => value === secret)) {
      throw new AwsError("UnauthorizedException", "Invalid client secret");
    }
  }
  if (client.settings.EnableTokenRevocation === false) {
    throw new AwsError("UnsupportedOperationException", "Token revocation is not enabled for this app client.");
  }
}
