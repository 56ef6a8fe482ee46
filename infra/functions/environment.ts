/// <reference path="../../.sst/platform/config.d.ts" />
import type { Settings } from "../settings/settings.ts";

export interface EnvironmentContext {
  readonly settings: Settings;
  readonly table: $util.Input<string>;
  readonly pool: { readonly id: $util.Input<string>; readonly issuer: $util.Input<string> };
  /** Origin of the login domain. */
  readonly loginDomain: $util.Input<string>;
  readonly cursorKey: $util.Input<string>;
  readonly eventBus: $util.Input<string>;
}

/** What the functions read at their start; docs/configuration.md lists it. Lambda itself sets `AWS_*`. */
export function environment({ settings, table, pool, loginDomain, cursorKey, eventBus }: EnvironmentContext) {
  return {
    LATCHKEY_DEPLOYMENT: settings.deployment,
    LATCHKEY_TABLE: table,
    LATCHKEY_POOL_ID: pool.id,
    LATCHKEY_ISSUER: pool.issuer,
    LATCHKEY_LOGIN_DOMAIN: loginDomain,
    LATCHKEY_LOGIN: settings.login,
    LATCHKEY_IDENTITY_PROVIDERS: settings.identityProviders.join(","),
    LATCHKEY_CURSOR_KEY: cursorKey,
    LATCHKEY_LIMIT_PER_OWNER: String(settings.limits.perOwner),
    LATCHKEY_LIMIT_STYLES: String(settings.limits.stylesPerPool),
    LATCHKEY_EVENT_BUS: eventBus,
  };
}

/**
 * Triggers are told nothing of the pool: it names them, and is made after them. Each event says which pool it is from.
 */
export const triggerEnvironment = ({ settings, table }: Pick<EnvironmentContext, "settings" | "table">) => ({
  LATCHKEY_TABLE: table,
  LATCHKEY_IDENTITY_PROVIDERS: settings.identityProviders.join(","),
  LATCHKEY_TRIGGERS_ON_FAILURE: settings.triggers.onFailure,
});
