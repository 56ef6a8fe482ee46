import type { Check } from "./inspection.ts";
import { componentName, type StackView, statementsIn } from "./stack-view.ts";

const functionOf = (stack: StackView, name: string) =>
  stack.one("lambda/function:Function", `${componentName(name)}Function`);
const arnOf = (stack: StackView, name: string): string =>
  `arn:aws:lambda:${stack.settings.region}:123456789012:function:${functionOf(stack, name).id}`;

/** The reconciler: every minute, one at a time, and nothing repeated that the next pass does anyway. */
export const schedule: Check = (stack, that) => {
  const { inputs } = stack.one("scheduler/schedule:Schedule");
  that(inputs.scheduleExpression === "rate(1 minute)", `runs ${inputs.scheduleExpression}`);
  that(inputs.state === "ENABLED", `the schedule is ${inputs.state}`);
  that(inputs.target.arn === arnOf(stack, "reconcile"), `runs ${inputs.target.arn}`);
  that(inputs.target.retryPolicy.maximumRetryAttempts === 0, "the schedule repeats");
  const role = stack.one("iam/role:Role", "MinuteRole");
  that(inputs.target.roleArn.endsWith(role.id), "the schedule has another's role");
  const allowed = role.inputs.inlinePolicies.flatMap(({ policy }: { policy: string }) => statementsIn(policy));
  that(
    allowed.length === 1 &&
      allowed[0].Action.join() === "lambda:InvokeFunction" &&
      allowed[0].Resource.join() === arnOf(stack, "reconcile"),
    `the schedule may ${JSON.stringify(allowed)}`,
  );
  const { inputs: job } = functionOf(stack, "reconcile");
  that(job.reservedConcurrentExecutions === 1, `${job.reservedConcurrentExecutions} passes at once`);
  that(job.timeout === 300, `a pass may take ${job.timeout} s`);
  const repeats = stack.one("functionEventInvokeConfig:FunctionEventInvokeConfig").inputs;
  that(repeats.functionName === functionOf(stack, "reconcile").id, "another function is not repeated");
  that(repeats.maximumRetryAttempts === 0, `Lambda repeats a pass ${repeats.maximumRetryAttempts} times`);
  that(repeats.maximumEventAgeInSeconds === 60, `a pass waits ${repeats.maximumEventAgeInSeconds} s`);
};

/** Secrets Manager may call the rotation function, for secrets of this account. */
export const rotation: Check = (stack, that) => {
  const allowed = stack
    .of("lambda/permission:Permission")
    .filter(({ inputs }) => inputs.principal === "secretsmanager.amazonaws.com");
  that(allowed.length === 1, `${allowed.length} permissions for Secrets Manager`);
  for (const { inputs } of allowed) {
    that(inputs.function === arnOf(stack, "rotate-secret"), `Secrets Manager may call ${inputs.function}`);
    that(inputs.sourceAccount === "123456789012", `of account ${inputs.sourceAccount}`);
  }
};
