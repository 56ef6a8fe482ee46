import type { Json } from "@latchkey/core/json";
import type { ClientFields, WritableFields } from "./client-fields.ts";
import { isValidity, lifetime, validityText } from "./validity.ts";

/** A field that means something by itself; the units mean something only together with what they measure. */
export type Field = Exclude<keyof WritableFields, "TokenValidityUnits">;
export type OurField = Exclude<keyof ClientFields, "TokenValidityUnits">;

type Meaning = (client: WritableFields) => unknown;

const set = (values: readonly string[] | undefined): readonly string[] => [...new Set(values)].sort();

/** What a client without `ExplicitAuthFlows` allows. */
const AUTH_FLOWS = ["ALLOW_CUSTOM_AUTH", "ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH"];

/**
 * What is ours of a client, whatever way it is written: lists are sets, and what is absent has Cognito's default
 * (https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserPoolClient.html).
 */
const OURS: Readonly<Record<OurField, Meaning>> = {
  ClientName: ({ ClientName: name }) => name,
  CallbackURLs: ({ CallbackURLs: urls }) => set(urls),
  LogoutURLs: ({ LogoutURLs: urls }) => set(urls),
  AllowedOAuthFlowsUserPoolClient: ({ AllowedOAuthFlowsUserPoolClient: allowed = false }) => allowed,
  AllowedOAuthFlows: ({ AllowedOAuthFlows: flows }) => set(flows),
  AllowedOAuthScopes: ({ AllowedOAuthScopes: scopes }) => set(scopes),
  ExplicitAuthFlows: ({ ExplicitAuthFlows: flows = [] }) => set(flows.length === 0 ? AUTH_FLOWS : flows),
  SupportedIdentityProviders: ({ SupportedIdentityProviders: providers }) => set(providers),
  AccessTokenValidity: (client) => lifetime(client, "AccessTokenValidity"),
  IdTokenValidity: (client) => lifetime(client, "IdTokenValidity"),
  RefreshTokenValidity: (client) => lifetime(client, "RefreshTokenValidity"),
  EnableTokenRevocation: ({ EnableTokenRevocation: enabled = true }) => enabled,
  PreventUserExistenceErrors: ({ PreventUserExistenceErrors: mode = "LEGACY" }) => mode,
};

/** The same for what is not ours. Complete: a member that a newer SDK adds has to be given its meaning here, or nothing compiles. */
const FOREIGN: Readonly<Record<Exclude<Field, OurField>, Meaning>> = {
  DefaultRedirectURI: ({ DefaultRedirectURI: uri }) => uri,
  ReadAttributes: ({ ReadAttributes: names }) => set(names),
  WriteAttributes: ({ WriteAttributes: names }) => set(names),
  AnalyticsConfiguration: ({ AnalyticsConfiguration: analytics = {} }) => analytics,
  EnablePropagateAdditionalUserContextData: ({ EnablePropagateAdditionalUserContextData: enabled = false }) => enabled,
  AuthSessionValidity: ({ AuthSessionValidity: minutes = 3 }) => minutes,
  RefreshTokenRotation: ({ RefreshTokenRotation: rotation }) => rotation?.Feature ?? "DISABLED",
};

// The keys of a literal are what its type says.
export const ourFields = Object.keys(OURS) as readonly OurField[];

/** Whether a field of ours means the same in both clients. */
export const isSame = (field: OurField, one: WritableFields, other: WritableFields): boolean =>
  textOf(OURS[field](one)) === textOf(OURS[field](other));

/** The fields that are not ours and do not have Cognito's default. */
export const foreignFields = (client: WritableFields): readonly string[] =>
  Object.entries(FOREIGN)
    .filter(([, meaning]) => textOf(meaning(client)) !== textOf(meaning({})))
    .map(([field]) => field);

const textOf = (meaning: unknown): string => JSON.stringify(meaning) ?? "";

/** A field as a person reads it: a lifetime with its unit, `60 minutes`. Null when the client has no such field. */
export function shown(field: OurField, client: WritableFields): Json {
  return isValidity(field) ? (validityText(client, field) ?? null) : (client[field] ?? null);
}
