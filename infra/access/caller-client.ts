/// <reference path="../../.sst/platform/config.d.ts" />
import type { Caller } from "../settings/settings.ts";

export interface CallerContext {
  readonly deployment: string;
  readonly identityProviders: readonly string[];
  readonly dependsOn: readonly $util.Resource[];
}

/**
 * An app client for a caller of the API. Not SST's own, whose defaults allow the implicit flow and the scope to change one's own user.
 * Its name never begins like those of integrations (`latchkey.`), which the reconciler would take for a lost one.
 */
export function callerClient(
  pool: sst.aws.CognitoUserPool,
  name: string,
  caller: Caller,
  { deployment, identityProviders, dependsOn }: CallerContext,
): aws.cognito.UserPoolClient {
  const person = caller.kind === "person";
  return new aws.cognito.UserPoolClient(
    `Caller${name.replaceAll(/(?:^|-)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())}`,
    {
      name: `latchkey-${deployment}-${name}`,
      userPoolId: pool.id,
      generateSecret: true,
      allowedOauthFlowsUserPoolClient: true,
      allowedOauthFlows: [person ? "code" : "client_credentials"],
      allowedOauthScopes: [...(person ? ["openid", "email"] : []), ...caller.scopes],
      ...(person && {
        callbackUrls: [...caller.callbackUrls],
        logoutUrls: [...caller.logoutUrls],
        supportedIdentityProviders: [...identityProviders],
      }),
      // An empty list would be Cognito's default, which signs users in by the API as well.
      explicitAuthFlows: ["ALLOW_REFRESH_TOKEN_AUTH"],
      preventUserExistenceErrors: "ENABLED",
      enableTokenRevocation: true,
      accessTokenValidity: 1,
      idTokenValidity: 1,
      refreshTokenValidity: 1,
      tokenValidityUnits: { accessToken: "hours", idToken: "hours", refreshToken: "days" },
    },
    { dependsOn: [...dependsOn] },
  );
}
