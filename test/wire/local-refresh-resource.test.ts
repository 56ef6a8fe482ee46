import { InitiateAuthCommand } from "@aws-sdk/client-cognito-identity-provider";
import { secretHashOf } from "@latchkey/local/cognito/secret-hash";
import { decodeJwt } from "jose";
import { expect, test } from "vitest";
import { ADA, stackWithApp } from "../support/login-stack.ts";
import { tokensFor } from "../support/oauth-calls.ts";

test("an access token that InitiateAuth refreshes stays bound to its resource", async () => {
  const { stack, app, username } = await stackWithApp();
  try {
    const resource = "https://api.example/orders";
    const tokens = await tokensFor(stack, app, ADA, { resource });
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
