import {
  CreateIdentityProviderCommand,
  type CreateIdentityProviderCommandInput,
} from "@aws-sdk/client-cognito-identity-provider";
import { newSigningKey } from "@latchkey/local/cognito/pools";
import type { SigningKey } from "@latchkey/local/cognito/state";
import { type Browser, createBrowser, type Page, textOf } from "@latchkey/local/demo/browser";
import { type RunningIdentityProvider, startIdentityProvider } from "@latchkey/local/idp/identity-provider";
import type { IdpUser } from "@latchkey/local/idp/idp-user";
import { decodeJwt, type JWTPayload } from "jose";
import {
  type App,
  authorizeUrl,
  createApp,
  createPool,
  type LoginStack,
  loginStack,
  type PoolOptions,
} from "./login-stack.ts";
import { tokenCall } from "./oauth-calls.ts";

export const PROVIDER = "Partner";

/** `SupportedIdentityProviders` of an app client that lets people in through the provider, and accounts of the pool as well. */
export const WITH_PROVIDER = ["COGNITO", PROVIDER];

/** Somebody who signs in through the provider, with whatever a test changes about her. */
export const GRACE: IdpUser = { subject: "g-1", email: "grace@partner.example", emailVerified: true, name: "Grace" };

/** The login pages of the stand-in, and an OpenID provider of its own beside them, on the same clock. */
export interface FederationStack extends LoginStack {
  readonly idp: RunningIdentityProvider;
}

let key: Promise<SigningKey> | undefined;

/** One RSA key per test process, none of a user pool. */
export function providerKey(): Promise<SigningKey> {
  key ??= newSigningKey();
  return key;
}

export async function federationStack(users: readonly IdpUser[] = []): Promise<FederationStack> {
  const stack = await loginStack();
  const client = { id: "pool-at-partner", secret: "a-secret", redirectUris: [`${stack.origin}/oauth2/idpresponse`] };
  const idp = await startIdentityProvider({ port: 0, client, users, clock: stack.clock, signingKey: providerKey });
  const close = async (): Promise<void> => {
    await stack.close();
    await idp.close();
  };
  return { ...stack, idp, close };
}

/** Registers the provider in a pool, under the name `Partner` unless `settings` say otherwise. */
export async function registerProvider(
  { cognito, idp }: FederationStack,
  UserPoolId: string,
  settings: Partial<CreateIdentityProviderCommandInput> = {},
): Promise<void> {
  const { ProviderDetails, ...rest } = settings;
  await cognito.send(
    new CreateIdentityProviderCommand({
      UserPoolId,
      ProviderName: PROVIDER,
      ProviderType: "OIDC",
      ProviderDetails: {
        client_id: idp.client.id,
        client_secret: idp.client.secret,
        authorize_scopes: "openid email profile",
        oidc_issuer: idp.issuer,
        attributes_request_method: "GET",
        ...ProviderDetails,
      },
      AttributeMapping: { email: "email", email_verified: "email_verified", name: "name" },
      ...rest,
    }),
  );
}

/** An app client that lets people in through the provider, in a pool of its own. */
export async function federatedApp(
  stack: FederationStack,
  pool: PoolOptions = {},
  provider: Partial<CreateIdentityProviderCommandInput> = {},
): Promise<App> {
  const poolId = await createPool(stack, pool);
  await registerProvider(stack, poolId, provider);
  return createApp(stack, poolId, { SupportedIdentityProviders: WITH_PROVIDER });
}

/** The address at which the app sends somebody straight to the provider. */
export const providerUrl = (stack: LoginStack, app: App, parameters: Readonly<Record<string, string>> = {}): string =>
  authorizeUrl(stack, app, { identity_provider: PROVIDER, ...parameters });

/** The claims of the ID token for which the app exchanges the code of a landed callback. */
export async function idTokenOf(stack: LoginStack, app: App, landed: URL): Promise<JWTPayload> {
  const code = landed.searchParams.get("code") ?? "";
  const answer = await tokenCall(stack, app, { grant_type: "authorization_code", code, redirect_uri: app.callback });
  return decodeJwt(String(answer.body["id_token"]));
}

/** Opens an address and follows redirects from one server of this machine to the next, as browsers do. */
export async function travel(browser: Browser, url: string): Promise<Page> {
  for (let page = await browser.open(url); ; page = await browser.open(page.url)) {
    if (page.status !== 0 || new URL(page.url).hostname !== "localhost") return page;
  }
}

/** On the page of the provider: says who one is, and answers where the provider sends the browser, not yet opened. */
export function identify(browser: Browser, page: Page, person: IdpUser): Promise<Page> {
  const form = page.forms.findIndex(({ fields }) => "sub" in fields);
  if (form < 0) throw new Error(`${page.url} (${page.status}) is no page of the provider: ${textOf(page)}`);
  const { subject, email = "", emailVerified = false, name = "", claims = {} } = person;
  const values = { sub: subject, email, email_verified: String(emailVerified), name, claims: JSON.stringify(claims) };
  return browser.submit(page, values, form);
}

/**
 * Signs somebody in through the provider as a person would: opens the address, says on the provider's page who one is, and answers the
 * page where that ends: the application's callback, with status 0, unless something was wrong.
 */
export async function federate(url: string, person: IdpUser, browser: Browser = createBrowser()): Promise<Page> {
  const page = await travel(browser, url);
  const answered = await identify(browser, page, person);
  return answered.status === 0 ? travel(browser, answered.url) : answered;
}

/** As `federate`, for a sign-in that has to succeed: answers the landed callback. */
export async function signInThroughProvider(url: string, person: IdpUser, browser?: Browser): Promise<URL> {
  const page = await federate(url, person, browser);
  const landed = new URL(page.url);
  if (page.status === 0 && !landed.searchParams.has("error")) return landed;
  throw new Error(`The sign-in ended at ${page.url} (${page.status}): ${textOf(page)}`);
}
