/// <reference path="../.sst/platform/config.d.ts" />
import { functions } from "../tools/functions.ts";
import { callerClient } from "./access/caller-client.ts";
import { loginDomain } from "./access/login-domain.ts";
import { allowTriggers, poolTriggers } from "./access/pool-triggers.ts";
import { groups, resourceServer } from "./access/scopes-and-groups.ts";
import { userPool } from "./access/user-pool.ts";
import { cursorKey } from "./data/cursor-key.ts";
import { encryptionKey } from "./data/encryption-key.ts";
import { eventBus } from "./data/event-bus.ts";
import { table } from "./data/table.ts";
import { attachRights } from "./functions/attach-rights.ts";
import { environment, triggerEnvironment } from "./functions/environment.ts";
import { isTrigger, settingsOf } from "./functions/function-settings.ts";
import { type Lambda, lambda, named } from "./functions/lambda.ts";
import { api } from "./gateway/api.ts";
import { rotationPermission } from "./jobs/rotation-permission.ts";
import { schedule } from "./jobs/schedule.ts";
import { alarmTopic } from "./observability/alarm-topic.ts";
import { alarms } from "./observability/alarms.ts";
import { dashboard } from "./observability/dashboard.ts";
import { eventLog } from "./observability/event-log.ts";
import type { Settings } from "./settings/settings.ts";

/**
 * Everything of one stage. The order is that of dependence: triggers before the pool that names them, the pool before the functions
 * that are told of it, rights last.
 */
export function stack(settings: Settings): Readonly<Record<string, $util.Input<unknown>>> {
  const { deployment, region, retain } = settings;
  const accountId = aws.getCallerIdentityOutput().accountId;
  const keyArn = settings.customerKey ? encryptionKey(deployment).arn : undefined;
  const registry = table({ retain, keyArn });
  const bus = eventBus(deployment);
  const names = Object.keys(functions);

  const triggers = names
    .filter((name) => isTrigger(settingsOf(name).kind))
    .map((name) => lambda(name, { environment: triggerEnvironment({ settings, table: registry.name }), keyArn }));
  const pool = poolOf(settings, triggers);
  const login = loginDomain(settings, pool.component.id);
  const told = environment({
    settings,
    table: registry.name,
    pool: { id: pool.component.id, issuer: pool.issuer },
    loginDomain: login.origin,
    cursorKey: cursorKey().base64,
    eventBus: bus.name,
  });
  const others = names
    .filter((name) => !isTrigger(settingsOf(name).kind))
    .map((name) => lambda(name, { environment: told, keyArn }));
  const lambdas = [...triggers, ...others];

  const callers = callersOf(settings, pool.component);
  const audiences = [...Object.values(callers), ...settings.callerClients];
  const gateway = api({ settings, issuer: pool.issuer, audiences, lambdas });
  const targets = {
    table: registry.arn,
    indexes: $interpolate`${registry.arn}/index/*`,
    pool: pool.component.arn,
    secrets: $interpolate`arn:aws:secretsmanager:${region}:${accountId}:secret:latchkey/${deployment}/*`,
    bus: bus.arn,
    anything: "*",
  };
  for (const each of lambdas) attachRights(each, { targets, keyArn, region });
  schedule(named(lambdas, "reconcile"));
  rotationPermission(named(lambdas, "rotate-secret"), accountId);
  const apiId = gateway.nodes.api.id;
  alarms({
    deployment,
    topic: alarmTopic(deployment, settings.alarms.email),
    lambdas,
    apiId,
    eventLog: eventLog(deployment, bus),
  });
  dashboard({ deployment, region, lambdas, apiId, table: registry.name });
  return {
    apiUrl: gateway.url,
    issuer: pool.issuer,
    userPoolId: pool.component.id,
    loginUrl: login.origin,
    callers,
    triggers: poolTriggers(triggers),
    eventBus: bus.name,
    ...(login.aliasTarget && { loginAliasTarget: login.aliasTarget }),
    ...(settings.api && { apiAliasTarget: gateway.nodes.domainName.domainNameConfiguration.targetDomainName }),
  };
}

interface Pool {
  readonly component: sst.aws.CognitoUserPool;
  readonly issuer: $util.Input<string>;
}

function poolOf({ userPool: pool, deployment, region, retain }: Settings, triggers: readonly Lambda[]): Pool {
  const usual = (id: $util.Input<string>) => $interpolate`https://cognito-idp.${region}.amazonaws.com/${id}`;
  if (pool.kind === "new") {
    const component = userPool({ pool, deployment, retain, triggers: poolTriggers(triggers) });
    return { component, issuer: usual(component.id) };
  }
  const component = sst.aws.CognitoUserPool.get("Users", pool.id);
  allowTriggers(poolTriggers(triggers), component.arn);
  return { component, issuer: pool.issuer ?? usual(pool.id) };
}

/** Ids of the app clients made for callers, by their names. */
function callersOf(settings: Settings, pool: sst.aws.CognitoUserPool): Record<string, $util.Output<string>> {
  const { userPool: settled, deployment, identityProviders } = settings;
  const make = settled.kind === "new" || settled.scopesAndGroups === "create";
  if (make) groups(pool.id);
  const dependsOn = make ? [resourceServer(pool.id)] : [];
  return Object.fromEntries(
    Object.entries(settings.callers).map(([name, caller]) => [
      name,
      callerClient(pool, name, caller, { deployment, identityProviders, dependsOn }).id,
    ]),
  );
}
