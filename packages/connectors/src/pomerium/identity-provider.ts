import type { PomeriumInput } from "./settings.ts";

/** Pomerium's own provider for Cognito; `oidc` would ask for offline_access and sign out in a way that Cognito refuses. */
export const PROVIDER = "cognito";

/** Explicit: for an empty list Pomerium takes the scopes of its general provider, which Cognito refuses. */
export const SCOPES = ["openid", "email", "profile"] as const;

/** The options of Pomerium (https://www.pomerium.com/docs/reference/identity-provider-settings) but for the secret, in file order. */
export const identityProviderOptions = ({ settings, pool, credentials }: PomeriumInput) => ({
  authenticate_service_url: settings.authenticateUrl,
  idp_provider: PROVIDER,
  idp_provider_url: pool.issuer,
  idp_client_id: credentials.clientId,
});
