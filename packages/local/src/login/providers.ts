import type { CognitoState, IdentityProvider } from "../cognito/state.ts";
import type { HostedApp } from "./hosted-app.ts";

/** The user pool itself, as `SupportedIdentityProviders` and `identity_provider` name it. */
export const OWN_ACCOUNTS = "COGNITO";

/** Whether people may sign in to the app with an account of the user pool. */
export const hasOwnAccounts = ({ client }: HostedApp): boolean => namesOf(client).includes(OWN_ACCOUNTS);

/** The external providers through which people may sign in to the app, in the order of its settings. */
export function providersOf(state: CognitoState, { client }: HostedApp): readonly IdentityProvider[] {
  return namesOf(client).flatMap((name) => state.identityProviders.get(`${client.poolId}/${name}`) ?? []);
}

/** Whether the app lets people in who were proven by this provider, be it one of its own or an external one. */
export const supportsProvider = ({ client }: HostedApp, name: string): boolean => namesOf(client).includes(name);

const namesOf = ({ settings }: HostedApp["client"]): readonly string[] => settings.SupportedIdentityProviders ?? [];
