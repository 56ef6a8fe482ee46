import type { CognitoContext } from "../cognito/context.ts";
import { newOpaqueToken } from "../cognito/ids.ts";
import type { SigningKey } from "../cognito/state.ts";
import { storeIdentityProvider } from "../cognito/store-identity-provider.ts";
import { type RunningIdentityProvider, startIdentityProvider } from "../idp/identity-provider.ts";
import type { IdpUser } from "../idp/idp-user.ts";
import { idpResponseUrl } from "../login/federation/provider-claims.ts";

/** The name under which the user pool knows the stand-in identity provider. */
export const PARTNER = "Partner";

export interface PartnerOptions {
  /** Port on the loopback interface; 0 takes a free one. */
  readonly port: number;
  /** People to choose from on its page; anybody else can be typed in. */
  readonly users?: readonly IdpUser[];
  /** A new RSA key by default. */
  readonly signingKey?: () => Promise<SigningKey>;
}

/**
 * Starts the stand-in identity provider and registers it in the pool as `Partner`, anew each time, because its address and its secret are
 * those of this start. It is trusted with e-mail addresses, verified or not, and names. Rejects with the system's error when the port is
 * in use.
 */
export async function startPartner(
  context: Pick<CognitoContext, "state" | "clock" | "origin">,
  poolId: string,
  { port, users, signingKey }: PartnerOptions,
): Promise<RunningIdentityProvider> {
  const client = { id: "user-pool", secret: newOpaqueToken(32), redirectUris: [idpResponseUrl(context)] };
  const running = await startIdentityProvider({
    port,
    client,
    clock: context.clock,
    ...(users && { users }),
    ...(signingKey && { signingKey }),
  });
  storeIdentityProvider(context, {
    poolId,
    name: PARTNER,
    type: "OIDC",
    details: {
      client_id: client.id,
      client_secret: client.secret,
      authorize_scopes: "openid email profile",
      oidc_issuer: running.issuer,
      attributes_request_method: "GET",
    },
    attributeMapping: { username: "sub", email: "email", email_verified: "email_verified", name: "name" },
    idpIdentifiers: [],
  });
  return running;
}
