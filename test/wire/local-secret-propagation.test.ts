import {
  AddUserPoolClientSecretCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
  CreateUserPoolClientCommand,
  DeleteUserPoolClientSecretCommand,
  InitiateAuthCommand,
  ListUserPoolClientSecretsCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { secretHashOf } from "@latchkey/local/cognito/secret-hash";
import { manualClock } from "@latchkey/local/kernel/clock";
import { REGION, type RunningAws, startAws } from "@latchkey/local/stack/start-aws";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { basic, postForm } from "../support/oauth-calls.ts";
import { sharedSigningKeys } from "../support/signing-keys.ts";

const NEW = "the_second_secret_of_the_client";
const PASSWORD = "Correct-Horse-9";
const clock = manualClock(Date.now());
let aws: RunningAws;
let cognito: CognitoIdentityProviderClient;

beforeAll(async () => {
  aws = await startAws({ loginPort: 0, signingKeys: sharedSigningKeys, clock });
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  cognito = new CognitoIdentityProviderClient({ endpoint: aws.origin, region: REGION, credentials, maxAttempts: 1 });
  const { userPoolId: UserPoolId, user } = aws.provisions;
  const password = { Username: user.username, Password: PASSWORD, Permanent: true };
  await cognito.send(new AdminSetUserPasswordCommand({ UserPoolId, ...password }));
});
afterEach(() => aws.secretPropagation.set({ acceptAfterMs: 0, refuseAfterMs: 0 }));
afterAll(async () => {
  cognito.destroy();
  await aws.close();
});

interface App {
  readonly UserPoolId: string;
  readonly ClientId: string;
  readonly original: string;
}

async function createApp(): Promise<App> {
  const UserPoolId = aws.provisions.userPoolId;
  const made = await cognito.send(
    new CreateUserPoolClientCommand({
      UserPoolId,
      ClientName: "app",
      GenerateSecret: true,
      AllowedOAuthFlowsUserPoolClient: true,
      AllowedOAuthFlows: ["code"],
      AllowedOAuthScopes: ["openid"],
      CallbackURLs: ["https://app.example/callback"],
      ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
    }),
  );
  return { UserPoolId, ClientId: made.UserPoolClient!.ClientId!, original: made.UserPoolClient!.ClientSecret! };
}

const add = ({ UserPoolId, ClientId }: App) =>
  cognito.send(new AddUserPoolClientSecretCommand({ UserPoolId, ClientId, ClientSecret: NEW }));

async function removeOriginal({ UserPoolId, ClientId }: App): Promise<void> {
  const { ClientSecrets = [] } = await cognito.send(new ListUserPoolClientSecretsCommand({ UserPoolId, ClientId }));
  const { ClientSecretId } = ClientSecrets[0]!;
  await cognito.send(new DeleteUserPoolClientSecretCommand({ UserPoolId, ClientId, ClientSecretId }));
}

/** Whether the token endpoint takes the secret: a bogus code is judged only then. */
async function tokenEndpointAccepts({ ClientId }: App, secret: string): Promise<boolean> {
  const form = { grant_type: "authorization_code", code: "bogus", redirect_uri: "https://app.example/callback" };
  const answer = await postForm(`${aws.origin}/oauth2/token`, form, { authorization: basic(ClientId, secret) });
  expect(["invalid_grant", "invalid_client"]).toContain(answer.body["error"]);
  return answer.body["error"] === "invalid_grant";
}

/** Whether InitiateAuth takes a hash that was made with the secret. */
async function secretHashIsAccepted({ ClientId }: App, secret: string): Promise<boolean> {
  const USERNAME = aws.provisions.user.username;
  const AuthParameters = { USERNAME, PASSWORD, SECRET_HASH: secretHashOf(secret, USERNAME, ClientId) };
  const signIn = new InitiateAuthCommand({ ClientId, AuthFlow: "USER_PASSWORD_AUTH", AuthParameters });
  return cognito.send(signIn).then(
    () => true,
    (error: Error) => {
      expect(error.message).toContain("Unable to verify secret hash");
      return false;
    },
  );
}

describe.each([
  ["the token endpoint", tokenEndpointAccepts],
  ["SECRET_HASH", secretHashIsAccepted],
])("at %s", (_place, accepts) => {
  test("a change of secrets holds at once by default", async () => {
    const app = await createApp();
    expect(await accepts(app, app.original)).toBe(true);
    await add(app);
    expect(await accepts(app, NEW)).toBe(true);
    await removeOriginal(app);
    expect(await accepts(app, app.original)).toBe(false);
  });

  test("a new secret is refused until it has propagated, and the one before is not", async () => {
    const app = await createApp();
    aws.secretPropagation.set({ acceptAfterMs: 5000 });
    await add(app);
    clock.advance(4999);
    expect(await accepts(app, NEW)).toBe(false);
    expect(await accepts(app, app.original)).toBe(true);
    clock.advance(1);
    expect(await accepts(app, NEW)).toBe(true);
  });

  test("a deleted secret is accepted until that has propagated", async () => {
    const app = await createApp();
    await add(app);
    aws.secretPropagation.set({ refuseAfterMs: 5000 });
    await removeOriginal(app);
    clock.advance(4999);
    expect(await accepts(app, app.original)).toBe(true);
    clock.advance(1);
    expect(await accepts(app, app.original)).toBe(false);
    expect(await accepts(app, NEW)).toBe(true);
  });

  test("the secret of a new client is refused until it has propagated", async () => {
    aws.secretPropagation.set({ acceptAfterMs: 5000 });
    const app = await createApp();
    expect(await accepts(app, app.original)).toBe(false);
    clock.advance(5000);
    expect(await accepts(app, app.original)).toBe(true);
  });

  test("changes are held back without end until the propagation is switched", async () => {
    const app = await createApp();
    aws.secretPropagation.set({ acceptAfterMs: Number.POSITIVE_INFINITY, refuseAfterMs: Number.POSITIVE_INFINITY });
    await add(app);
    await removeOriginal(app);
    clock.advance(365 * 86_400_000);
    expect([await accepts(app, app.original), await accepts(app, NEW)]).toEqual([true, false]);
    aws.secretPropagation.set({ acceptAfterMs: 0, refuseAfterMs: 0 });
    expect([await accepts(app, app.original), await accepts(app, NEW)]).toEqual([false, true]);
  });
});

test("what is set is shown, and only what is named changes", () => {
  aws.secretPropagation.set({ acceptAfterMs: 5000 });
  aws.secretPropagation.set({ refuseAfterMs: 7000 });
  expect(aws.secretPropagation).toMatchObject({ acceptAfterMs: 5000, refuseAfterMs: 7000 });
  expect(() => aws.secretPropagation.set({ acceptAfterMs: -1 })).toThrow("acceptAfterMs must be a number of");
  expect(() => aws.secretPropagation.set({ refuseAfterMs: Number.NaN })).toThrow(RangeError);
  expect(aws.secretPropagation).toMatchObject({ acceptAfterMs: 5000, refuseAfterMs: 7000 });
});

test("a stand-in can start with a propagation", async () => {
  const own = await startAws({
    loginPort: 0,
    signingKeys: sharedSigningKeys,
    clock,
    secretPropagation: { acceptAfterMs: 1000 },
  });
  expect(own.secretPropagation).toMatchObject({ acceptAfterMs: 1000, refuseAfterMs: 0 });
  const { clientId, clientSecret } = own.provisions.portal;
  const token = () =>
    postForm(
      `${own.origin}/oauth2/token`,
      { grant_type: "client_credentials" },
      { authorization: basic(clientId, clientSecret) },
    );
  expect(await token()).toMatchObject({ status: 400, body: { error: "invalid_client" } });
  clock.advance(1000);
  expect(await token()).toMatchObject({ status: 200 });
  await own.close();
});
