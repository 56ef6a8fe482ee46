import type { OnFailure } from "@latchkey/core/usecases/sign-up/sign-up-services";
import { type AwsConfiguration, awsConfiguration } from "./configuration.ts";
import { type Environment, environmentReader } from "./environment.ts";

/** Everything a trigger of a user pool is told by its deployment; events say which pool it is. All times in milliseconds. */
export interface TriggerConfiguration {
  readonly table: string;
  /** What happens to people about whom nothing can be decided. */
  readonly onFailure: OnFailure;
  /** A trigger has answered by then. */
  readonly triggerMs: number;
  /** One attempt of one call of an AWS service is given up after this, so that one that is lost can be repeated in time. */
  readonly callMs: number;
  /** How long a policy that was read is good for. */
  readonly policyCacheMs: number;
  /** Identity providers of the pool, as the pool writes them. */
  readonly identityProviders: readonly string[];
  readonly aws: AwsConfiguration;
}

/** Cognito gives a trigger 5 s, its start included. */
const MAX_TRIGGER_MS = 4_500;

/**
 * Reads the configuration of a trigger from its environment, once, at its start. Throws one error that names every variable that is
 * missing or wrong. The variables are listed in docs/configuration.md.
 */
export function loadTriggerConfiguration(env: Environment): TriggerConfiguration {
  const read = environmentReader(env);
  const triggerMs = read.integer("LATCHKEY_TRIGGER_MS", 3_500, 50, MAX_TRIGGER_MS);
  const configuration: TriggerConfiguration = {
    table: read.text("LATCHKEY_TABLE"),
    onFailure: read.choice("LATCHKEY_TRIGGERS_ON_FAILURE", ["closed", "open"], "closed"),
    triggerMs,
    callMs: Math.ceil(triggerMs / 3),
    policyCacheMs: read.integer("LATCHKEY_POLICY_CACHE_MS", 5_000),
    identityProviders: read.list("LATCHKEY_IDENTITY_PROVIDERS", ["COGNITO"]),
    aws: awsConfiguration(read),
  };
  read.check();
  return configuration;
}
