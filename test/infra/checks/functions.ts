import { isTrigger, settingsOf } from "../../../infra/functions/function-settings.ts";
import { functions as built } from "../../../tools/functions.ts";
import type { Check } from "./inspection.ts";
import { componentName } from "./stack-view.ts";

/** Everything that a function may be told. */
const TOLD = [
  "LATCHKEY_DEPLOYMENT",
  "LATCHKEY_TABLE",
  "LATCHKEY_POOL_ID",
  "LATCHKEY_ISSUER",
  "LATCHKEY_LOGIN_DOMAIN",
  "LATCHKEY_LOGIN",
  "LATCHKEY_IDENTITY_PROVIDERS",
  "LATCHKEY_CURSOR_KEY",
  "LATCHKEY_LIMIT_PER_OWNER",
  "LATCHKEY_LIMIT_STYLES",
  "LATCHKEY_EVENT_BUS",
] as const;

/** Triggers cannot be told of the pool that names them. */
const TOLD_TO_TRIGGERS: readonly string[] = [
  "LATCHKEY_TABLE",
  "LATCHKEY_IDENTITY_PROVIDERS",
  "LATCHKEY_TRIGGERS_ON_FAILURE",
];

const sorted = (names: readonly string[]): string => [...names].toSorted().join(" ");

/** Each function as its settings say, on the current runtime, with bounded logs and no variable beyond the list. */
export const functions: Check = (stack, that) => {
  for (const name of Object.keys(built)) that(stack.functions.includes(name), `${name} is built and not deployed`);
  for (const name of stack.functions) {
    const { inputs } = stack.one("lambda/function:Function", `${componentName(name)}Function`);
    const { kind, timeoutSeconds, memoryMb, reservedConcurrency } = settingsOf(name);
    that(inputs.runtime === "nodejs24.x", `${name} runs on ${inputs.runtime}`);
    that(sorted(inputs.architectures) === "arm64", `${name} is built for ${inputs.architectures}`);
    that(inputs.handler === "bundle.handler", `${name} starts at ${inputs.handler}`);
    that(inputs.timeout === timeoutSeconds, `${name} has ${inputs.timeout} s`);
    that(inputs.memorySize === memoryMb, `${name} has ${inputs.memorySize} MB`);
    that(
      inputs.reservedConcurrentExecutions === reservedConcurrency,
      `${name}: ${inputs.reservedConcurrentExecutions} at once`,
    );
    that(inputs.loggingConfig?.logFormat === "JSON", `${name} logs as ${inputs.loggingConfig?.logFormat}`);
    const group = stack.one("logGroup:LogGroup", `${componentName(name)}LogGroup`);
    that(group.inputs.retentionInDays > 0, `${name} keeps its logs for ever`);
    that(inputs.loggingConfig?.logGroup === group.id, `${name} logs elsewhere than in its own group`);
    that(
      inputs.role.endsWith(`/${stack.one("iam/role:Role", `${componentName(name)}Role`).id}`),
      `${name} has another's role`,
    );
    const told = Object.keys(inputs.environment.variables);
    that(sorted(told) === sorted(isTrigger(kind) ? TOLD_TO_TRIGGERS : TOLD), `${name} is told ${sorted(told)}`);
    that(
      (inputs.kmsKeyArn !== undefined) === stack.settings.customerKey,
      `${name}: key of its environment is ${inputs.kmsKeyArn}`,
    );
    if (isTrigger(kind)) that(inputs.timeout <= 5, `${name} may take ${inputs.timeout} s; Cognito waits 5`);
  }
};
