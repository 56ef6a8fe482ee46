import { scopes } from "@latchkey/contract/scopes";
import { isTrigger, settingsOf } from "../../../infra/functions/function-settings.ts";
import type { Check } from "./inspection.ts";
import { componentName, type StackView } from "./stack-view.ts";

/** A pool of our own is safe; somebody else's is only looked up. */
export const userPool: Check = (stack, that) => {
  const { userPool: settings, retain } = stack.settings;
  const pool = stack.one("cognito/userPool:UserPool");
  that(pool.read === (settings.kind === "existing"), `the pool is ${pool.read ? "looked up" : "made"}`);
  if (settings.kind === "existing") {
    that(pool.id === settings.id, `the pool is ${pool.id}`);
    return;
  }
  const { inputs, options } = pool;
  that(
    inputs.adminCreateUserConfig.allowAdminCreateUserOnly === !settings.selfSignUp,
    "self-sign-up is not as configured",
  );
  that(inputs.passwordPolicy.minimumLength >= 12, `passwords of ${inputs.passwordPolicy?.minimumLength} characters`);
  that(inputs.usernameConfiguration.caseSensitive === false, "user names are case-sensitive");
  that(inputs.usernameAttributes.join() === "email", `user names are ${inputs.usernameAttributes}`);
  that(inputs.autoVerifiedAttributes.join() === "email", `verified is ${inputs.autoVerifiedAttributes}`);
  that(inputs.accountRecoverySetting.recoveryMechanisms.length === 1, "accounts are recovered by telephone");
  that(
    inputs.deletionProtection === (retain ? "ACTIVE" : "INACTIVE"),
    `deletion protection is ${inputs.deletionProtection}`,
  );
  that(options.retainOnDelete === retain, `the pool is ${options.retainOnDelete ? "kept" : "deleted"} with the stage`);
  that(options.protect === retain, `the pool is ${options.protect ? "" : "not "}protected`);
};

/** Each trigger is one of the pool's, and the pool may call it: one without the other would refuse every sign-up. */
export const triggers: Check = (stack, that) => {
  const { settings, outputs } = stack;
  const pool = stack.one("cognito/userPool:UserPool");
  const poolArn = `arn:aws:cognito-idp:${settings.region}:123456789012:userpool/${pool.id}`;
  const deployed = stack.functions.filter((name) => isTrigger(settingsOf(name).kind));
  const config = pool.inputs.lambdaConfig ?? {};
  const named: readonly unknown[] = [
    config.preSignUp,
    config.postConfirmation,
    config.preTokenGenerationConfig?.lambdaArn,
  ].filter(Boolean);
  const expected = settings.userPool.kind === "new" ? deployed.length : 0;
  that(named.length === expected, `the pool names ${named.length} triggers instead of ${expected}`);
  if (config.preTokenGenerationConfig)
    that(
      config.preTokenGenerationConfig.lambdaVersion === "V2_0",
      `token trigger ${config.preTokenGenerationConfig.lambdaVersion}`,
    );
  for (const name of deployed) {
    const arn = triggerArn(stack, name);
    const { kind } = settingsOf(name);
    if (expected > 0) that(named.includes(arn), `the pool does not name ${name}`);
    that(outputs.triggers[kind] === arn, `the outputs do not name ${name}`);
    that(
      stack
        .of("lambda/permission:Permission")
        .some(
          ({ inputs }) =>
            inputs.principal === "cognito-idp.amazonaws.com" && inputs.function === arn && inputs.sourceArn === poolArn,
        ),
      `the pool may not call ${name}: every sign-up would fail`,
    );
  }
  for (const { name, inputs } of stack.of("lambda/permission:Permission")) {
    that(inputs.principal !== "*", `${name} lets everybody call`);
    that(inputs.sourceArn !== undefined || inputs.sourceAccount !== undefined, `${name} is bound to no source`);
  }
};

const sorted = (names: readonly string[]): string => [...names].toSorted().join(" ");

const triggerArn = ({ one, settings }: StackView, name: string): string =>
  `arn:aws:lambda:${settings.region}:123456789012:function:${one("lambda/function:Function", `${componentName(name)}Function`).id}`;

/** Scopes, groups, domain and the app clients of callers. */
export const signIn: Check = (stack, that) => {
  const { settings, outputs } = stack;
  const making = settings.userPool.kind === "new" || settings.userPool.scopesAndGroups === "create";
  const servers = stack.of("resourceServer:ResourceServer");
  that(servers.length === (making ? 1 : 0), `${servers.length} resource servers`);
  for (const { inputs } of servers) {
    const made = inputs.scopes.map(({ scopeName }: { scopeName: string }) => `${inputs.identifier}/${scopeName}`);
    that(sorted(made) === sorted(scopes), `scopes are ${made}`);
  }
  const groups = stack.of("userGroup:UserGroup").map(({ inputs }) => inputs.name);
  that(sorted(groups) === (making ? "latchkey-admins latchkey-users" : ""), `groups are ${sorted(groups)}`);
  const domains = stack.of("userPoolDomain:UserPoolDomain");
  that(domains.length === (settings.domain.kind === "present" ? 0 : 1), `${domains.length} login domains`);
  for (const { inputs } of domains) {
    that(
      inputs.managedLoginVersion === (settings.login === "managed" ? 2 : 1),
      `login version ${inputs.managedLoginVersion}`,
    );
    if (settings.domain.kind === "custom")
      that(inputs.certificateArn === settings.domain.certificateArn, "another certificate");
  }
  that(/^https:\/\/[^/]+$/.test(outputs.loginUrl), `login at ${outputs.loginUrl}`);
  const clients = stack.of("userPoolClient:UserPoolClient");
  that(clients.length === Object.keys(settings.callers).length, `${clients.length} callers' clients`);
  for (const { name, inputs } of clients) {
    that(!inputs.allowedOauthFlows.includes("implicit"), `${name} has the implicit flow`);
    that(inputs.allowedOauthFlows.length === 1, `${name} has the flows ${inputs.allowedOauthFlows}`);
    that(!inputs.allowedOauthScopes.includes("aws.cognito.signin.user.admin"), `${name} may change users`);
    that(
      inputs.explicitAuthFlows.join() === "ALLOW_REFRESH_TOKEN_AUTH",
      `${name} signs in by ${inputs.explicitAuthFlows}`,
    );
    that(inputs.generateSecret === true, `${name} has no secret`);
    that(inputs.preventUserExistenceErrors === "ENABLED", `${name} tells who exists`);
    that(!inputs.name.startsWith("latchkey."), `${name} is named like an integration's client`);
  }
};
