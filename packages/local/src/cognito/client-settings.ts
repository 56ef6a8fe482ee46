import { AwsError } from "../kernel/aws-error.ts";
import { explicitAuthFlows, NEVER_WRITABLE } from "./clients.ts";
import type { CognitoContext } from "./context.ts";
import { invalidParameter } from "./errors.ts";
import { assertRedirectUrls } from "./redirect-urls.ts";
import { schemaOf } from "./schema.ts";
import type { ClientSettings, Pool } from "./state.ts";
import { assertValidity, completedValidity } from "./token-validity.ts";

/**
 * The settings of a client from the members of `CreateUserPoolClient` or `UpdateUserPoolClient`. What is left out takes AWS's default,
 * on update too. Members whose default Describe does not show stay absent. Throws `InvalidParameterException`,
 * `InvalidOAuthFlowException`, `ScopeDoesNotExistException` or `FeatureUnavailableInTierException`.
 */
export function clientSettings(
  context: CognitoContext,
  pool: Pool,
  requested: ClientSettings,
  confidential: boolean,
): ClientSettings {
  const settings: ClientSettings = {
    AllowedOAuthFlowsUserPoolClient: false,
    EnableTokenRevocation: true,
    EnablePropagateAdditionalUserContextData: false,
    AuthSessionValidity: 3,
    ...requested,
    ...completedValidity(requested),
  };
  assertValidity(settings);
  assertAuthFlows(pool, settings, confidential);
  assertAttributes(pool, settings);
  assertProviders(context, pool, settings);
  assertRedirectUrls([...(settings.CallbackURLs ?? []), ...(settings.LogoutURLs ?? [])]);
  assertDefaultRedirect(settings);
  assertOAuth(settings, confidential);
  assertScopes(context, pool, settings);
  return settings;
}

/** Rules about signing in through the API. */
function assertAuthFlows(pool: Pool, settings: ClientSettings, confidential: boolean): void {
  const flows = explicitAuthFlows(settings);
  const modern = flows.filter((flow) => flow.startsWith("ALLOW_"));
  if (modern.length > 0 && modern.length < flows.length) {
    throw invalidParameter("Auth flow name with prefix 'ALLOW' cannot be used with legacy auth flow names.");
  }
  if (rotatesRefreshTokens(settings) && flows.includes("ALLOW_REFRESH_TOKEN_AUTH")) {
    throw invalidParameter("Refresh token rotation cannot be enabled together with ALLOW_REFRESH_TOKEN_AUTH.");
  }
  if (flows.includes("ALLOW_CLIENT_TOKEN_AUTH") && (!confidential || flows.length > 1)) {
    throw invalidParameter("ALLOW_CLIENT_TOKEN_AUTH requires a client secret and must be the only auth flow.");
  }
  if (settings["EnablePropagateAdditionalUserContextData"] === true && !confidential) {
    throw invalidParameter("Client Secret is required to set EnablePropagateAdditionalUserContextData as true");
  }
  if (flows.includes("ALLOW_USER_AUTH") && pool.settings.UserPoolTier === "LITE") {
    throw new AwsError(
      "FeatureUnavailableInTierException",
      "The following feature is not available for the LITE pricing tier configured: Choice based authentication",
    );
  }
}

/** Whether each use of a refresh token replaces it. */
function rotatesRefreshTokens(settings: ClientSettings): boolean {
  // The service model has checked the member.
  return (settings["RefreshTokenRotation"] as { Feature: string } | undefined)?.Feature === "ENABLED";
}

function assertAttributes(pool: Pool, settings: ClientSettings): void {
  const schema = schemaOf(pool);
  const known = new Set(schema.map(({ Name }) => Name));
  const { ReadAttributes: read, WriteAttributes: write } = settings;
  if (read?.some((name) => !known.has(name))) {
    throw invalidParameter("Invalid read attributes specified while creating a client");
  }
  const required = schema.filter(({ Name, Required }) => Required === true && Name !== "sub");
  const badWrite =
    write?.some((name) => !known.has(name) || NEVER_WRITABLE.has(name)) === true ||
    (write !== undefined && required.some(({ Name }) => !write.includes(Name)));
  if (badWrite) throw invalidParameter("Invalid write attributes specified while creating a client");
}

function assertProviders(context: CognitoContext, pool: Pool, settings: ClientSettings): void {
  for (const provider of settings.SupportedIdentityProviders ?? []) {
    if (provider !== "COGNITO" && context.state.identityProviders.get(`${pool.id}/${provider}`) === undefined) {
      throw invalidParameter(`The provider ${provider} does not exist for User Pool ${pool.id}.`);
    }
  }
}

function assertDefaultRedirect({ DefaultRedirectURI: uri, CallbackURLs: callbacks = [] }: ClientSettings): void {
  if (uri !== undefined && !callbacks.includes(uri)) {
    throw invalidParameter(`The default redirect URI ${uri} is not in the callback URIs list.`);
  }
}

/**
 * Rules about OAuth. Settings without `AllowedOAuthFlowsUserPoolClient` are stored as they are, as AWS does; the token endpoint then
 * refuses them.
 */
function assertOAuth(settings: ClientSettings, confidential: boolean): void {
  const { AllowedOAuthFlows: flows = [], AllowedOAuthScopes: scopes = [], CallbackURLs: callbacks = [] } = settings;
  const redirecting = flows.includes("code") || flows.includes("implicit");
  if (settings.AllowedOAuthFlowsUserPoolClient === true) {
    if (flows.length === 0 || scopes.length === 0) {
      throw invalidParameter(
        "AllowedOAuthFlows and AllowedOAuthScopes are required if user pool client is allowed to use OAuth flows.",
      );
    }
    if (redirecting && callbacks.length === 0) {
      throw invalidOAuthFlow("CallbackUrls can not be empty when code flow or implicit flow is selected");
    }
    if (OPENID_SCOPES.some((scope) => scopes.includes(scope)) && !scopes.includes("openid")) {
      throw invalidParameter("The scopes email, phone and profile can only be allowed together with openid.");
    }
  }
  if (!flows.includes("client_credentials")) return;
  if (redirecting) {
    throw invalidOAuthFlow("client_credentials flow can not be selected along with code flow or implicit flow.");
  }
  if (!confidential) {
    throw invalidOAuthFlow("client_credentials flow can not be selected if client does not have a client secret.");
  }
  const personal = scopes.find((scope) => STANDARD_SCOPES.has(scope));
  if (personal !== undefined) {
    throw invalidOAuthFlow(`${personal} is not supported with client_credentials flow`);
  }
}

const OPENID_SCOPES = ["email", "phone", "profile"];
const STANDARD_SCOPES = new Set([...OPENID_SCOPES, "openid", "aws.cognito.signin.user.admin"]);

const invalidOAuthFlow = (message: string): AwsError => new AwsError("InvalidOAuthFlowException", message);

function assertScopes(context: CognitoContext, pool: Pool, { AllowedOAuthScopes: scopes = [] }: ClientSettings): void {
  const unknown = scopes.find((scope) => !STANDARD_SCOPES.has(scope) && !isCustomScope(context, pool, scope));
  if (unknown !== undefined) {
    throw new AwsError("ScopeDoesNotExistException", `Invalid scope requested: ${unknown}`);
  }
}

/** Whether a resource server of the pool has the scope: `<identifier>/<scope name>`; identifiers may contain slashes, names not. */
function isCustomScope(context: CognitoContext, pool: Pool, scope: string): boolean {
  const slash = scope.lastIndexOf("/");
  const server = context.state.resourceServers.get(`${pool.id}/${scope.slice(0, Math.max(slash, 0))}`);
  return server?.scopes.some(({ ScopeName }) => ScopeName === scope.slice(slash + 1)) === true;
}
