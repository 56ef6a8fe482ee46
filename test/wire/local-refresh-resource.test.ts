import { InitiateAuthCommand } from "@aws-sdk/client-cognito-identity-provider";
import { secretHashOf } from "@latchkey/local/cognito/secret-hash";
import { decodeJwt } from "jose";
import { expect, test } from "vitest";
import { createApp, createPool, createUser, loginStack, PASSWORD } from "../support/login-stack.ts";
import { tokensFor } from "../support/oauth-calls.ts";

test("an access token that InitiateAuth refreshes stays bound to its resource", async () => {
  const stack = await loginStack();
  try {
    const poolId = await createPool(stack);
    const app = await createApp(stack, poolId);
    const username = await createUser(stack, poolId, "ada@example.com");
    const resource = "https://api.example/orders";
    const tokens = await tokensFor(stack, app, { username: "ada@example.com", password: PASSWORD }, { resource });
    expect(decodeJwt(tokens["access_token"]!).aud).toBe(resource);
    const refresh = new InitiateAuthCommand({
      ClientId: app.clientId,
      AuthFlow: "REFRESH_TOKEN_AUTH",
      AuthParameters: {
        REFRESH_TOKEN: tokens["refresh_token"]!,
        SECRET_HASH: secretHashOf(app.clientSecret, username, app.clientId),
      },
    });
    const { AuthenticationResult } = await stack.cognito.send(refresh);
    expect(decodeJwt(AuthenticationResult!.AccessToken!).aud).toBe(resource);
  } finally {
    await stack.close();
  }
});
