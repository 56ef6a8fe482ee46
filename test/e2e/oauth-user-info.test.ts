import {
  AdminCreateUserCommand,
  AdminDeleteUserCommand,
  AdminSetUserPasswordCommand,
  AdminUserGlobalSignOutCommand,
  InitiateAuthCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { signInThroughPages } from "@latchkey/local/demo/browser";
import { decodeJwt } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  ADA,
  type App,
  authorizeUrl,
  CALLBACK,
  createApp,
  createMachine,
  createPool,
  createUser,
  type LoginStack,
  PASSWORD,
  stackWithApp,
} from "../support/login-stack.ts";
import { postForm, tokenCall, tokensFor, userInfo } from "../support/oauth-calls.ts";

let stack: LoginStack;
let poolId: string;
let app: App;
let username: string;

beforeAll(async () => {
  ({ stack, poolId, app, username } = await stackWithApp());
});

afterAll(() => stack.close());

const ended = "Access token is expired, disabled, or deleted, or the user has globally signed out.";

const refused = (status: number, error: string, description: string) => ({
  status,
  challenge: `error="${error}", error_description="${description}"`,
});

const refusal = async (token: string | undefined, scheme?: string) => {
  const { status, headers } = await userInfo(stack, token, scheme);
  return { status, challenge: headers.get("www-authenticate") };
};

describe("userInfo", () => {
  it("answers strings, sub and username", async () => {
    const { access_token = "" } = await tokensFor(stack, app, ADA, { scope: "openid email" });
    expect((await userInfo(stack, access_token)).body).toEqual({
      sub: decodeJwt(access_token).sub,
      username,
      email: ADA.username,
      email_verified: "true",
    });
  });

  it("wants a bearer token", async () => {
    const malformed = refused(400, "invalid_request", "Bad OAuth2 request at UserInfo Endpoint");
    expect(await refusal(undefined)).toEqual(malformed);
    expect(await refusal("abc", "Basic")).toEqual(malformed);
  });

  it("refuses tokens that are no access token of a user, forged or expired", async () => {
    const { id_token = "", access_token = "" } = await tokensFor(stack, app, ADA, { scope: "openid" });
    const machine = await createMachine(stack, poolId);
    const ownToken = await tokenCall(stack, machine, { grant_type: "client_credentials" });
    const [header = "", payload = "", signature = ""] = access_token.split(".");
    const none = `${Buffer.from('{"alg":"none"}').toString("base64url")}.${payload}.`;
    const raised = Buffer.from(JSON.stringify({ ...decodeJwt(access_token), username: "root" })).toString("base64url");
    const bad = [id_token, String(ownToken.body["access_token"]), "abc", none, `${header}.${raised}.${signature}`];
    for (const token of bad) expect(await refusal(token)).toEqual(refused(401, "invalid_token", ended));
    expect((await refusal(access_token)).status).toBe(200);
    stack.clock.advance(3_600_000);
    expect(await refusal(access_token)).toEqual(refused(401, "invalid_token", ended));
  });

  it("refuses tokens of the API's own sign-in, which lack openid", async () => {
    const api = await createApp(stack, poolId, {
      GenerateSecret: false,
      ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
    });
    const AuthParameters = { USERNAME: ADA.username, PASSWORD };
    const { AuthenticationResult } = await stack.cognito.send(
      new InitiateAuthCommand({ ClientId: api.clientId, AuthFlow: "USER_PASSWORD_AUTH", AuthParameters }),
    );
    const expected = refused(401, "invalid_token", "Access token does not contain openid scope");
    expect(await refusal(AuthenticationResult!.AccessToken)).toEqual(expected);
    const refreshed = await postForm(`${stack.origin}/oauth2/token`, {
      grant_type: "refresh_token",
      client_id: api.clientId,
      refresh_token: AuthenticationResult!.RefreshToken,
    });
    expect(refreshed.body).toMatchObject({ id_token: expect.any(String), access_token: expect.any(String) });
  });

  it("refuses tokens of a user who has signed out everywhere", async () => {
    await createUser(stack, poolId, "leaver@example.com");
    const { access_token } = await tokensFor(stack, app, { username: "leaver@example.com", password: PASSWORD });
    expect((await refusal(access_token)).status).toBe(200);
    const everywhere = { UserPoolId: poolId, Username: "leaver@example.com" };
    await stack.cognito.send(new AdminUserGlobalSignOutCommand(everywhere));
    expect(await refusal(access_token)).toEqual(refused(401, "invalid_token", ended));
  });

  it("refuses implicit tokens after that as well, which have no refresh token to revoke", async () => {
    await createUser(stack, poolId, "quitter@example.com");
    const implicit = await createApp(stack, poolId, { AllowedOAuthFlows: ["implicit"] });
    const url = authorizeUrl(stack, implicit, { response_type: "token" });
    const credentials = { username: "quitter@example.com", password: PASSWORD };
    const { hash } = new URL(await signInThroughPages(url, credentials, CALLBACK));
    const token = new URLSearchParams(hash.slice(1)).get("access_token") ?? "";
    expect((await refusal(token)).status).toBe(200);
    const everywhere = { UserPoolId: poolId, Username: credentials.username };
    await stack.cognito.send(new AdminUserGlobalSignOutCommand(everywhere));
    expect((await refusal(token)).status).toBe(401);
  });

  it("refuses the token of a deleted user, also when somebody has the name again", async () => {
    const named = await createPool(stack, { UsernameAttributes: undefined });
    const client = await createApp(stack, named);
    const user = { UserPoolId: named, Username: "ada" };
    const make = async () => {
      await stack.cognito.send(new AdminCreateUserCommand({ ...user, MessageAction: "SUPPRESS" }));
      await stack.cognito.send(new AdminSetUserPasswordCommand({ ...user, Password: PASSWORD, Permanent: true }));
    };
    await make();
    const { access_token } = await tokensFor(stack, client, { username: "ada", password: PASSWORD });
    expect((await refusal(access_token)).status).toBe(200);
    await stack.cognito.send(new AdminDeleteUserCommand(user));
    await make();
    expect((await refusal(access_token)).status).toBe(401);
  });
});
