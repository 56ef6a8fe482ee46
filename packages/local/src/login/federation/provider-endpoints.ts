import type { IdentityProvider } from "../../cognito/state.ts";
import { FederationError } from "./federation-error.ts";
import { providerCall } from "./provider-call.ts";

/** Where an OIDC provider is talked to. */
export interface ProviderEndpoints {
  readonly authorize: string;
  readonly token: string;
  readonly userInfo: string;
  readonly jwks: string;
}

/** `ProviderDetails` of Cognito, and the member of the discovery document that stands in for it. */
const SOURCES = {
  authorize: ["authorize_url", "authorization_endpoint"],
  token: ["token_url", "token_endpoint"],
  userInfo: ["attributes_url", "userinfo_endpoint"],
  jwks: ["jwks_uri", "jwks_uri"],
} as const;

/**
 * The endpoints that the provider's details name, else those of its discovery document, which is read anew for each sign-in. Throws
 * `FederationError` when there is no such document or one endpoint is missing. Unlike Cognito, plain http is good enough on one machine.
 */
export async function providerEndpoints({ name, details }: IdentityProvider): Promise<ProviderEndpoints> {
  const complete = Object.values(SOURCES).every(([detail]) => details[detail]);
  const issuer = (details["oidc_issuer"] ?? "").replace(/\/$/, "");
  const found = complete ? {} : await providerCall(name, `${issuer}/.well-known/openid-configuration`);
  const endpoint = ([detail, member]: readonly [string, string]): string => {
    const url = details[detail] || found[member];
    if (typeof url === "string" && /^https?:\/\//.test(url)) return url;
    throw new FederationError(`${name} Error - discovery names no ${member}`);
  };
  return {
    authorize: endpoint(SOURCES.authorize),
    token: endpoint(SOURCES.token),
    userInfo: endpoint(SOURCES.userInfo),
    jwks: endpoint(SOURCES.jwks),
  };
}
