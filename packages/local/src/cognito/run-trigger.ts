import { AwsError } from "../kernel/aws-error.ts";
import { FunctionError } from "../lambda/invoker.ts";
import type { CognitoContext } from "./context.ts";

const TIME_LIMIT_MS = 5000;
const ATTEMPTS = 3;

/**
 * Runs a trigger within Cognito's five seconds, up to three times when it does not answer in them, and answers the event's
 * `response`. https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html
 */
export async function runTrigger(
  context: CognitoContext,
  trigger: string,
  arn: string,
  event: unknown,
): Promise<Readonly<Record<string, unknown>>> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return responseOf(await context.lambda.invoke(arn, event, { timeoutMs: TIME_LIMIT_MS }));
    } catch (error) {
      if (!(error instanceof FunctionError)) throw error;
      if (error.kind !== "timeout" || attempt === ATTEMPTS) throw triggerFailure(trigger, error);
    }
  }
}

function triggerFailure(trigger: string, error: FunctionError): AwsError {
  switch (error.kind) {
    case "thrown":
      return new AwsError("UserLambdaValidationException", `${trigger} failed with error ${error.message}.`);
    case "timeout":
      return unexpected(`${trigger} invocation failed due to error Socket timeout while invoking Lambda function.`);
    case "crashed":
      return unexpected(`${trigger} invocation failed due to error ${error.message}.`);
    case "missing":
      return unexpected(`${trigger} invocation failed due to configuration: ${error.message}.`);
  }
}

const unexpected = (message: string): AwsError => new AwsError("UnexpectedLambdaException", message);

/** A trigger must answer its whole event: anything without a `response` object is not understood. */
function responseOf(output: unknown): Readonly<Record<string, unknown>> {
  if (isRecord(output) && isRecord(output["response"])) return output["response"];
  throw new AwsError("InvalidLambdaResponseException", "Unrecognizable lambda output");
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
