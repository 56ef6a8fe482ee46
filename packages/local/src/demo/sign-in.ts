import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  ClientSecretBasic,
  ClientSecretPost,
  Configuration,
  calculatePKCECodeChallenge,
  discovery,
  enableNonRepudiationChecks,
  fetchUserInfo,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
} from "openid-client";
import type { StackDescription } from "../stack/description.ts";
import { signInThroughPages } from "./browser.ts";
import type { RelyingParty } from "./relying-party.ts";

/** Who came out of a sign-in, as the application sees it. */
export interface Person {
  readonly subject: string;
  readonly email: string;
}

/**
 * Signs the demo user in with an artifact's own values, as the application would: an independent OpenID client on one side
 * (https://openid.net/specs/openid-connect-core-1_0.html), the login pages driven like a browser on the other. Throws whatever goes wrong.
 */
export async function signIn(party: RelyingParty, stack: Pick<StackDescription, "issuer" | "user">): Promise<Person> {
  if (party.pkce === false) throw new Error("The artifact does not switch PKCE on.");
  const config = await configurationOf(party, stack.issuer);
  // Checks the ID token's signature too, although it comes straight from the token endpoint: keys are part of the configuration.
  enableNonRepudiationChecks(config);
  const [state, nonce] = [randomState(), randomNonce()];
  const verifier = party.pkce === "unsupported" ? undefined : randomPKCECodeVerifier();
  const url = buildAuthorizationUrl(config, {
    redirect_uri: party.redirectUri,
    scope: party.scope,
    ...(verifier !== undefined && {
      code_challenge: await calculatePKCECodeChallenge(verifier),
      code_challenge_method: "S256",
    }),
    state,
    nonce,
  });
  const landed = await signInThroughPages(url.href, stack.user, party.redirectUri);
  const checks = { expectedState: state, expectedNonce: nonce, idTokenExpected: true };
  const tokens = await authorizationCodeGrant(config, new URL(landed), {
    ...checks,
    ...(verifier !== undefined && { pkceCodeVerifier: verifier }),
  });
  const claims = tokens.claims();
  if (claims === undefined) throw new Error("There is no ID token.");
  if (party.requiredClaim !== undefined && typeof claims[party.requiredClaim] !== "string")
    throw new Error(`The product refuses a person without the claim ${party.requiredClaim}.`);
  const userInfo = await fetchUserInfo(config, tokens.access_token, claims.sub);
  // As the product does: the user's id is whatever stands under the claim that the artifact names.
  const subject = { ...claims, ...userInfo }[party.subjectClaim];
  if (typeof subject !== "string" || subject === "")
    throw new Error(`Everybody would have the same empty user id: there is no claim ${party.subjectClaim}.`);
  if (userInfo.email !== stack.user.email)
    throw new Error(`${String(userInfo.email)} signed in instead of ${stack.user.email}.`);
  return { subject, email: userInfo.email };
}

/** By discovery where the artifact leaves the endpoints to it, otherwise from the artifact's own endpoints. */
async function configurationOf(party: RelyingParty, poolIssuer: string): Promise<Configuration> {
  const { clientId, clientSecret, authorizationEndpoint, tokenEndpoint, userInfoEndpoint } = party;
  const authentication =
    party.clientAuthentication === "post" ? ClientSecretPost(clientSecret) : ClientSecretBasic(clientSecret);
  if (authorizationEndpoint === undefined || tokenEndpoint === undefined || userInfoEndpoint === undefined) {
    const issuer = new URL(party.issuer ?? "");
    return discovery(issuer, clientId, undefined, authentication, { execute: [allowInsecureRequests] });
  }
  // A product with plain OAuth 2.0 ignores the ID token; this client checks it all the same, against the pool's issuer.
  const issuer = party.issuer ?? poolIssuer;
  const config = new Configuration(
    {
      issuer,
      authorization_endpoint: authorizationEndpoint,
      token_endpoint: tokenEndpoint,
      userinfo_endpoint: userInfoEndpoint,
      jwks_uri: party.jwksUri ?? `${issuer}/.well-known/jwks.json`,
    },
    clientId,
    undefined,
    authentication,
  );
  allowInsecureRequests(config);
  return config;
}
