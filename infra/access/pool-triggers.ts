/// <reference path="../../.sst/platform/config.d.ts" />
import { isTrigger, type PoolTrigger, settingsOf } from "../functions/function-settings.ts";
import type { Lambda } from "../functions/lambda.ts";

/** Function ARNs by the pool's name of the trigger. */
export type PoolTriggers = Partial<Record<PoolTrigger, $util.Output<string>>>;

/** The triggers among the functions. Cognito wants ARNs: names it refuses. */
export function poolTriggers(lambdas: readonly Lambda[]): PoolTriggers {
  const triggers: PoolTriggers = {};
  for (const { name, component } of lambdas) {
    const { kind } = settingsOf(name);
    if (isTrigger(kind)) triggers[kind] = component.arn;
  }
  return triggers;
}

/**
 * Lets a pool that this stage did not make call the triggers. Setting them in the pool is left to `npm run triggers`: UpdateUserPool
 * resets what it is not given, and the pool is not ours.
 */
export function allowTriggers(triggers: PoolTriggers, poolArn: $util.Input<string>): void {
  for (const [trigger, arn] of Object.entries(triggers))
    new aws.lambda.Permission(`UsersPermission${trigger}`, {
      action: "lambda:InvokeFunction",
      function: arn,
      principal: "cognito-idp.amazonaws.com",
      sourceArn: poolArn,
    });
}
