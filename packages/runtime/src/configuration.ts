import { Secret } from "@latchkey/core/secret";
import type { Deployment } from "@latchkey/core/services";
import { type Environment, type EnvironmentReader, environmentReader } from "./environment.ts";

/** Everything a function is told by its deployment. */
export interface Configuration {
  readonly deployment: Deployment;
  readonly table: string;
  /** Signs list cursors (HMAC-SHA256). Only the API functions have one. */
  readonly cursorKey: Secret | undefined;
  /** How long before its own timeout a function stops waiting for AWS, in milliseconds. */
  readonly deadlineMarginMs: number;
  /** A request never takes longer than this, in milliseconds. */
  readonly requestMs: number;
  /** One call of an AWS service is given up after this, in milliseconds. */
  readonly callMs: number;
  /** Calls a second of one Cognito operation that jobs make in a pool; AWS allows 5, whatever the account's quota. */
  readonly poolRate: number;
  /** Name or ARN of the EventBridge bus; events go to the log without one. */
  readonly eventBus: string | undefined;
  readonly aws: AwsConfiguration;
}

export interface AwsConfiguration {
  readonly region: string;
  readonly credentials: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
  };
  /** Only in local mode; the SDK's own endpoints otherwise. */
  readonly endpoints: {
    readonly dynamodb?: string;
    readonly cognito?: string;
    readonly secretsManager?: string;
    readonly eventBridge?: string;
  };
}

/**
 * Reads the configuration from a function's environment, once, at its start. Throws one error that names every variable that is
 * missing or wrong. The variables are listed in docs/configuration.md.
 */
export function loadConfiguration(env: Environment): Configuration {
  const read = environmentReader(env);
  const aws = awsConfiguration(read);
  const requestMs = read.integer("LATCHKEY_REQUEST_MS", 20_000, 100);
  const leaseMs = read.integer("LATCHKEY_LEASE_MS", requestMs + 5_000, requestMs);
  const cursorKey = read.optional("LATCHKEY_CURSOR_KEY");
  const configuration: Configuration = {
    deployment: {
      name: read.text("LATCHKEY_DEPLOYMENT"),
      pool: {
        id: read.text("LATCHKEY_POOL_ID"),
        region: aws.region,
        issuer: read.url("LATCHKEY_ISSUER"),
        domain: read.url("LATCHKEY_LOGIN_DOMAIN"),
        login: read.choice("LATCHKEY_LOGIN", ["classic", "managed"], "classic"),
        identityProviders: read.list("LATCHKEY_IDENTITY_PROVIDERS", ["COGNITO"]),
      },
      limits: {
        perOwner: read.integer("LATCHKEY_LIMIT_PER_OWNER", 50, 1),
        stylesPerPool: read.integer("LATCHKEY_LIMIT_STYLES", 20, 0),
      },
      timing: {
        leaseMs,
        settleMs: read.integer("LATCHKEY_SETTLE_MS", 60_000),
        sweepMs: read.integer("LATCHKEY_SWEEP_MS", 300_000),
        retryMs: read.integer("LATCHKEY_RETRY_MS", 2_000),
        retryMaxMs: read.integer("LATCHKEY_RETRY_MAX_MS", 300_000),
        proveMs: read.integer("LATCHKEY_PROVE_MS", 300_000),
        // An attempt may write what it began until its lease ends; an event that came later would be missed for good.
        eventDelayMs: read.integer("LATCHKEY_EVENT_DELAY_MS", Math.max(30_000, leaseMs), leaseMs),
      },
      secretRecoveryDays: read.integer("LATCHKEY_SECRET_RECOVERY_DAYS", 7, 7),
    },
    table: read.text("LATCHKEY_TABLE"),
    cursorKey: cursorKey === undefined ? undefined : new Secret(cursorKey),
    deadlineMarginMs: read.integer("LATCHKEY_DEADLINE_MARGIN_MS", 3_000),
    requestMs,
    callMs: read.integer("LATCHKEY_CALL_MS", 5_000, 50),
    poolRate: read.integer("LATCHKEY_POOL_RATE", 4, 1),
    eventBus: read.optional("LATCHKEY_EVENT_BUS"),
    aws,
  };
  read.check();
  return configuration;
}

/** What Lambda itself tells every function. */
export function awsConfiguration(read: EnvironmentReader): AwsConfiguration {
  const sessionToken = read.optional("AWS_SESSION_TOKEN");
  return {
    region: read.text("AWS_REGION"),
    credentials: {
      accessKeyId: read.text("AWS_ACCESS_KEY_ID"),
      secretAccessKey: read.text("AWS_SECRET_ACCESS_KEY"),
      ...(sessionToken !== undefined && { sessionToken }),
    },
    endpoints: endpointsOf(read.optional),
  };
}

/** The variables by which the AWS SDK itself is pointed elsewhere; read here so that nothing of it looks for files. */
function endpointsOf(optional: (name: string) => string | undefined): AwsConfiguration["endpoints"] {
  const all = optional("AWS_ENDPOINT_URL");
  const dynamodb = optional("AWS_ENDPOINT_URL_DYNAMODB") ?? all;
  const cognito = optional("AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER") ?? all;
  const secretsManager = optional("AWS_ENDPOINT_URL_SECRETS_MANAGER") ?? all;
  const eventBridge = optional("AWS_ENDPOINT_URL_EVENTBRIDGE") ?? all;
  return {
    ...(dynamodb && { dynamodb }),
    ...(cognito && { cognito }),
    ...(secretsManager && { secretsManager }),
    ...(eventBridge && { eventBridge }),
  };
}
