import { join } from "node:path";
import type { FunctionName } from "../../../../tools/build.ts";
import { ACCOUNT_ID } from "../kernel/options.ts";
import { type Provisions, TABLE } from "./bootstrap.ts";

/** What a stack runs: function ARN -> its bundle, environment and timeout in milliseconds. */
export type StackFunctions = Readonly<
  Record<
    string,
    { readonly bundle: string; readonly env: Readonly<Record<string, string>>; readonly timeoutMs: number }
  >
>;

/** A function that the deployment does not have, such as a trigger that somebody tries out. */
export interface FurtherFunction {
  /** Path of an ES module that exports `handler`. */
  readonly bundle: string;
  /** How long one event may take, in milliseconds; 30,000 by default. */
  readonly timeoutMs?: number;
}

interface FunctionContext {
  /** The folder with `<name>/bundle.mjs`. */
  readonly bundles: string;
  readonly region: string;
  /** `http://localhost:<login-port>` */
  readonly origin: string;
  readonly provisions: Provisions;
  /** Further variables. */
  readonly env: Readonly<Record<string, string>>;
  /** Further functions by name, with the same environment. */
  readonly further: Readonly<Record<string, FurtherFunction>>;
}

/** API functions get the time that API Gateway allows; jobs a minute; triggers what Cognito waits. */
const TIMEOUTS: Readonly<Record<FunctionName, number>> = {
  read: 29_000,
  write: 29_000,
  reveal: 29_000,
  inspect: 29_000,
  reconcile: 60_000,
  "rotate-secret": 30_000,
  "pre-sign-up": 5_000,
  "post-confirmation": 5_000,
  "pre-token-generation": 5_000,
};

/** The ARN of one of the deployment's functions. */
export const functionArn = (region: string, name: string): string => arnOf(region, `latchkey-local-${name}`);

const arnOf = (region: string, fullName: string): string =>
  `arn:aws:lambda:${region}:${ACCOUNT_ID}:function:${fullName}`;

/** The functions with the environment that the deployment gives them, in local values, and the further ones with the same. */
export function stackFunctions(context: FunctionContext): StackFunctions {
  const env = environmentOf(context);
  const { region, bundles, further } = context;
  const own = Object.entries(TIMEOUTS).map(([name, timeoutMs]) => [
    functionArn(region, name),
    { bundle: join(bundles, name, "bundle.mjs"), env, timeoutMs },
  ]);
  const others = Object.entries(further).map(([name, { bundle, timeoutMs = 30_000 }]) => [
    arnOf(region, name),
    { bundle, env, timeoutMs },
  ]);
  return Object.fromEntries([...own, ...others]);
}

function environmentOf({ region, origin, provisions, env }: FunctionContext): Record<string, string> {
  return {
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
    AWS_ENDPOINT_URL_DYNAMODB: origin,
    AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: origin,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: origin,
    AWS_ENDPOINT_URL_EVENTBRIDGE: origin,
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
    LATCHKEY_DEPLOYMENT: "local",
    LATCHKEY_TABLE: TABLE,
    LATCHKEY_POOL_ID: provisions.userPoolId,
    LATCHKEY_ISSUER: `${origin}/${provisions.userPoolId}`,
    LATCHKEY_LOGIN_DOMAIN: origin,
    LATCHKEY_LOGIN: provisions.managedLogin ? "managed" : "classic",
    LATCHKEY_CURSOR_KEY: provisions.cursorKey,
    LATCHKEY_LIMIT_PER_OWNER: "5000",
    // Nothing on this machine takes long: short leases let a repeated request and the reconciler take over within seconds.
    LATCHKEY_REQUEST_MS: "4000",
    LATCHKEY_LEASE_MS: "5000",
    LATCHKEY_SETTLE_MS: "1000",
    LATCHKEY_SWEEP_MS: "5000",
    LATCHKEY_RETRY_MS: "500",
    LATCHKEY_RETRY_MAX_MS: "5000",
    LATCHKEY_PROVE_MS: "10000",
    LATCHKEY_EVENT_DELAY_MS: "5000",
    LATCHKEY_CALL_MS: "3500",
    // Whoever changes a policy here wants to see what it does.
    LATCHKEY_POLICY_CACHE_MS: "1000",
    ...env,
  };
}
