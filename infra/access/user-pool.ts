/// <reference path="../../.sst/platform/config.d.ts" />
import type { NewPool } from "../settings/settings.ts";
import type { PoolTriggers } from "./pool-triggers.ts";

export interface UserPoolContext {
  readonly pool: NewPool;
  readonly deployment: string;
  readonly retain: boolean;
  readonly triggers: PoolTriggers;
}

/**
 * A user pool for people and machines: e-mail address as user name, verified by a code. SST's defaults leave a pool unprotected and
 * without a password policy, and its `removal` does not cover pools.
 */
export function userPool({ pool, deployment, retain, triggers }: UserPoolContext): sst.aws.CognitoUserPool {
  return new sst.aws.CognitoUserPool("Users", {
    usernames: ["email"],
    ...(Object.keys(triggers).length > 0 && { triggers: { ...triggers, preTokenGenerationVersion: "v2" } }),
    transform: {
      userPool: (args, opts) => {
        args.name = `latchkey-${deployment}`;
        args.userPoolTier = "ESSENTIALS";
        args.adminCreateUserConfig = { allowAdminCreateUserOnly: !pool.selfSignUp };
        args.passwordPolicy = {
          minimumLength: 12,
          requireLowercase: true,
          requireUppercase: true,
          requireNumbers: true,
          requireSymbols: false,
          temporaryPasswordValidityDays: 7,
        };
        args.accountRecoverySetting = { recoveryMechanisms: [{ name: "verified_email", priority: 1 }] };
        args.userAttributeUpdateSettings = { attributesRequireVerificationBeforeUpdates: ["email"] };
        args.deletionProtection = retain ? "ACTIVE" : "INACTIVE";
        opts.protect = retain;
        opts.retainOnDelete = retain;
      },
    },
  });
}
