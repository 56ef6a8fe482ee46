import { AwsError } from "../kernel/aws-error.ts";
import { invalidParameter } from "./errors.ts";
import { poolSchema, type SchemaAttribute } from "./schema.ts";
import type { LambdaConfig, PasswordPolicy, Pool, PoolSettings } from "./state.ts";

/** Members of `CreateUserPool` that nothing can change afterwards. `SchemaAttributes` is the resolved `Schema`. */
const IMMUTABLE = ["UsernameAttributes", "AliasAttributes", "UsernameConfiguration", "SchemaAttributes"];

const DEFAULTS = {
  DeletionProtection: "INACTIVE",
  LambdaConfig: {},
  VerificationMessageTemplate: { DefaultEmailOption: "CONFIRM_WITH_CODE" },
  UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: [] },
  MfaConfiguration: "OFF",
  EmailConfiguration: { EmailSendingAccount: "COGNITO_DEFAULT" },
  UserPoolTags: {},
  UserPoolTier: "ESSENTIALS",
  IssuerConfiguration: { Type: "ORIGINAL" },
} as const;

const PASSWORD_POLICY = {
  MinimumLength: 8,
  RequireUppercase: true,
  RequireLowercase: true,
  RequireNumbers: true,
  RequireSymbols: true,
  TemporaryPasswordValidityDays: 7,
} as const;

/**
 * The settings of a new pool, as `DescribeUserPool` shows them, with AWS's defaults for what the request leaves out.
 * Throws `InvalidParameterException` or `FeatureUnavailableInTierException`.
 */
export function createdPoolSettings(requested: PoolSettings): PoolSettings {
  if (requested.AliasAttributes !== undefined && requested.UsernameAttributes !== undefined) {
    throw invalidParameter("Only one of the aliasAttributes or usernameAttributes can be set in a User pool.");
  }
  const { Schema, ...settings } = requested;
  // The service model has checked the members of `Schema`.
  const schema = poolSchema(Schema as readonly SchemaAttribute[] | undefined);
  return completed({ ...settings, SchemaAttributes: schema });
}

/**
 * The settings of a pool after `UpdateUserPool`: everything that the request leaves out goes back to its default, except for the name,
 * the tags and what was fixed at creation.
 */
export function updatedPoolSettings(pool: Pool, requested: Partial<PoolSettings>): PoolSettings {
  const kept = Object.entries(pool.settings).filter(([name]) => IMMUTABLE.includes(name));
  const { PoolName, UserPoolTags } = pool.settings;
  return completed({ PoolName, UserPoolTags, ...requested, ...Object.fromEntries(kept) });
}

function completed(requested: PoolSettings): PoolSettings {
  const adminCreateUser = { AllowAdminCreateUserOnly: false, ...requested.AdminCreateUserConfig };
  const settings: PoolSettings = {
    ...DEFAULTS,
    ...requested,
    Policies: {
      SignInPolicy: { AllowedFirstAuthFactors: ["PASSWORD"] },
      ...requested.Policies,
      PasswordPolicy: completedPasswordPolicy(requested.Policies?.PasswordPolicy),
    },
    AdminCreateUserConfig: { UnusedAccountValidityDays: temporaryPasswordDays(requested), ...adminCreateUser },
    LambdaConfig: completedLambdaConfig(requested.LambdaConfig ?? {}),
  };
  assertTier(settings);
  assertServed(settings);
  return settings;
}

/** A stand-in that skipped a required second factor would let tests pass that fail on AWS. */
function assertServed({ MfaConfiguration: mfa }: PoolSettings): void {
  if (mfa === "ON") throw invalidParameter("MfaConfiguration ON is not served here: use OPTIONAL or OFF.");
}

/** A given policy switches off what it leaves out. */
function completedPasswordPolicy(policy: PasswordPolicy | undefined): PasswordPolicy {
  if (policy === undefined) return PASSWORD_POLICY;
  const { MinimumLength, TemporaryPasswordValidityDays } = PASSWORD_POLICY;
  const off = { RequireUppercase: false, RequireLowercase: false, RequireNumbers: false, RequireSymbols: false };
  return { MinimumLength, ...off, TemporaryPasswordValidityDays, ...policy };
}

/** How many days a temporary password works. */
export function temporaryPasswordDays(settings: Pick<PoolSettings, "Policies">): number {
  return (
    settings.Policies?.PasswordPolicy?.TemporaryPasswordValidityDays || PASSWORD_POLICY.TemporaryPasswordValidityDays
  );
}

/** Cognito shows the newer and the older member for the same function and keeps them equal. */
function completedLambdaConfig(config: LambdaConfig): LambdaConfig {
  const { PreTokenGeneration: older, PreTokenGenerationConfig: newer } = config;
  if (older !== undefined && newer !== undefined && older !== newer.LambdaArn) {
    throw invalidParameter(
      "Cannot use PreTokenGenerationLambda and PreTokenGeneration with different Lambda function ARN's",
    );
  }
  if (newer !== undefined) return { ...config, PreTokenGeneration: newer.LambdaArn };
  if (older === undefined) return config;
  return { ...config, PreTokenGenerationConfig: { LambdaVersion: "V1_0", LambdaArn: older } };
}

/** What the Lite plan lacks: https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-sign-in-feature-plans.html */
function assertTier(settings: PoolSettings): void {
  if (settings.UserPoolTier !== "LITE") return;
  const version = settings.LambdaConfig?.PreTokenGenerationConfig?.LambdaVersion ?? "V1_0";
  if (version === "V1_0") return;
  throw new AwsError(
    "FeatureUnavailableInTierException",
    `The following features need to be disabled for the LITE pricing tier configured: Token Customization with Pre-Token Generation Lambda ${version}`,
  );
}
