/** What Lambda is told of one function, beside its code and rights. */
export interface FunctionSettings {
  /** `api`: behind the gateway. `job`: scheduled. `rotation`: called by Secrets Manager. The others: a trigger of the user pool. */
  readonly kind: "api" | "job" | "rotation" | PoolTrigger;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  /** Runs at most so many at once. */
  readonly reservedConcurrency?: number;
}

/** The user pool's name of a trigger, as SST and Pulumi write it. */
export type PoolTrigger = "preSignUp" | "postConfirmation" | "preTokenGeneration";

/** The gateway gives up after 30 s (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html). */
const api = { kind: "api", timeoutSeconds: 29, memoryMb: 1024 } as const;

/** Cognito gives up, and calls again, after 5 s; memory brings the processor that makes a cold start short. */
const trigger = { timeoutSeconds: 5, memoryMb: 1024 } as const;

/** By the name of the function in tools/functions.ts. What is built there and has no settings here cannot be deployed. */
export const functionSettings: Readonly<Record<string, FunctionSettings>> = {
  read: api,
  write: api,
  reveal: api,
  inspect: api,
  // One at a time: two passes would only wait for each other's leases.
  reconcile: { kind: "job", timeoutSeconds: 300, memoryMb: 512, reservedConcurrency: 1 },
  "rotate-secret": { kind: "rotation", timeoutSeconds: 29, memoryMb: 512 },
  "pre-sign-up": { kind: "preSignUp", ...trigger },
  "post-confirmation": { kind: "postConfirmation", ...trigger },
  "pre-token-generation": { kind: "preTokenGeneration", ...trigger },
};

/** Settings of one function. Throws for a function that has none. */
export function settingsOf(name: string): FunctionSettings {
  const settings = functionSettings[name];
  if (settings === undefined)
    throw new Error(`The function ${name} is built and has no entry in infra/functions/function-settings.ts.`);
  return settings;
}

export const isTrigger = (kind: FunctionSettings["kind"]): kind is PoolTrigger =>
  kind === "preSignUp" || kind === "postConfirmation" || kind === "preTokenGeneration";
