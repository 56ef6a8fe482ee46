import type { UpdateUserPoolClientCommandInput } from "@aws-sdk/client-cognito-identity-provider";
import type { AppClientSettings } from "@latchkey/core/ports/app-clients";

/** Everything that `UpdateUserPoolClient` writes, and resets to Cognito's default where it is left out. */
export type WritableFields = Omit<UpdateUserPoolClientCommandInput, "UserPoolId" | "ClientId">;

/** The fields of an app client that are ours, as they are created, compared and updated. */
export type ClientFields = ReturnType<typeof clientFields>;

/**
 * What we say of an app client in Cognito's words. Cognito's defaults are not ours: everything that matters is written out
 * (https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolClient.html).
 */
export const clientFields = ({ name, client, identityProviders }: AppClientSettings) =>
  ({
    ClientName: name,
    AllowedOAuthFlowsUserPoolClient: true,
    AllowedOAuthFlows: [...client.flows],
    AllowedOAuthScopes: [...client.scopes],
    CallbackURLs: [...client.callbackUrls],
    LogoutURLs: [...client.logoutUrls],
    ExplicitAuthFlows: [...client.explicitAuthFlows],
    SupportedIdentityProviders: [...identityProviders],
    AccessTokenValidity: client.accessTokenMinutes,
    IdTokenValidity: client.idTokenMinutes,
    RefreshTokenValidity: client.refreshTokenDays,
    TokenValidityUnits: { AccessToken: "minutes", IdToken: "minutes", RefreshToken: "days" },
    EnableTokenRevocation: true,
    PreventUserExistenceErrors: "ENABLED",
  }) satisfies WritableFields;
