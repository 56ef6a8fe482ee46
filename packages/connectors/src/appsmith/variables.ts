import { secretText } from "@latchkey/core/payload";
import { endpointsOf } from "@latchkey/core/pool";
import type { AppsmithInput } from "./settings.ts";

/** One setting of Appsmith: the variable that holds it, and what the admin settings call it. */
export interface Variable {
  readonly key: string;
  readonly label: string;
  readonly value: string;
}

/** The variable of the client secret, which a Kubernetes Secret holds by itself. */
export const SECRET_KEY = "APPSMITH_OAUTH2_OIDC_CLIENT_SECRET";

/** What Appsmith has to know, in the order of its form. The names are irregular: user info has no suffix, the others have `_URI`. */
export function variables({ pool, credentials }: AppsmithInput): readonly Variable[] {
  const endpoints = endpointsOf(pool);
  return [
    { key: "APPSMITH_OAUTH2_OIDC_CLIENT_ID", label: "Client ID", value: credentials.clientId },
    { key: SECRET_KEY, label: "Client secret", value: secretText(credentials) },
    {
      key: "APPSMITH_OAUTH2_OIDC_AUTHORIZATION_URI",
      label: "Authorization URL",
      value: endpoints.authorization,
    },
    { key: "APPSMITH_OAUTH2_OIDC_TOKEN_URI", label: "Token URL", value: endpoints.token },
    { key: "APPSMITH_OAUTH2_OIDC_USER_INFO", label: "User info URL", value: endpoints.userInfo },
    { key: "APPSMITH_OAUTH2_OIDC_JWK_SET_URI", label: "JWK set URL", value: endpoints.jwks },
    // With commas; of a list with spaces Appsmith makes one scope, which Cognito refuses.
    { key: "APPSMITH_OAUTH2_OIDC_SCOPE", label: "Scope", value: "openid,profile,email" },
    { key: "APPSMITH_OAUTH2_OIDC_USERNAME_ATTRIBUTE", label: "Username attribute", value: "email" },
  ];
}
