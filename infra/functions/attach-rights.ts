/// <reference path="../../.sst/platform/config.d.ts" />
import { keyStatement, logStatement, statementsOf } from "../rights/policy.ts";
import type { Target } from "../rights/right.ts";
import { rightsOf } from "../rights/rights.ts";
import { type Lambda, logicalName } from "./lambda.ts";

export interface RightsContext {
  readonly targets: Readonly<Record<Target, $util.Input<string>>>;
  readonly keyArn: $util.Input<string> | undefined;
  readonly region: string;
}

/**
 * Attaches a function's rights, after the pool: the pool names the function as its trigger, and a right on the pool in the function's own
 * definition would close the circle.
 */
export function attachRights({ name, component }: Lambda, { targets, keyArn, region }: RightsContext): void {
  const { role, logGroup } = component.nodes;
  const policy = $util
    .all([targets, keyArn, $util.output(logGroup).apply((group) => group?.arn)])
    .apply(([arns, key, logGroupArn]) =>
      JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          ...statementsOf(rightsOf(name), arns),
          ...(logGroupArn === undefined ? [] : [logStatement(logGroupArn)]),
          ...(key === undefined ? [] : [keyStatement(key, region)]),
        ],
      }),
    );
  new aws.iam.RolePolicy(`${logicalName(name)}Rights`, { name: "rights", role: role.name, policy });
}
