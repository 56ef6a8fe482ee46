import { AwsError } from "../kernel/aws-error.ts";
import type { Operation, SecretsContext } from "./context.ts";
import { findUsable, saveChanged } from "./find-secret.ts";
import { CURRENT, holderOf, PENDING } from "./labels.ts";
import { addVersion, tokenIn } from "./new-version.ts";
import { runRotation, runTest } from "./run-rotation.ts";
import { assertSchedule } from "./schedule.ts";
import type { Rotation, RotationRules, StoredSecret } from "./state.ts";

interface RotateSecretRequest {
  readonly SecretId: string;
  readonly ClientRequestToken?: string;
  readonly RotationLambdaARN?: string;
  readonly RotationRules?: RotationRules;
  readonly RotateImmediately?: boolean;
}

/**
 * Starts a rotation and answers at once; the function's four steps follow. Schedules are stored and shown, and start nothing.
 * https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotateSecret.html
 */
export const rotateSecret: Operation<RotateSecretRequest> = (context, input) => {
  const secret = findUsable(context, input.SecretId);
  const id = tokenIn(input);
  const rotation = rotationOf(secret, input);
  const answer = { ARN: secret.arn, Name: secret.name, VersionId: id };
  if (secret.versions.some((version) => version.id === id)) return answer;
  assertNoneOpen(secret);
  const versions = addVersion(secret, { id, labels: [PENDING] }, context.clock.now());
  const started = saveChanged(context, { ...secret, rotation, versions });
  void ((input.RotateImmediately ?? true) ? runRotation : runTest)(context, started, id);
  return answer;
};

function rotationOf(secret: StoredSecret, input: RotateSecretRequest): Rotation {
  const functionArn = input.RotationLambdaARN ?? secret.rotation?.functionArn;
  if (functionArn === undefined) {
    throw new AwsError("InvalidRequestException", "No Lambda rotation function ARN is associated with this secret.");
  }
  const rules = input.RotationRules ?? secret.rotation?.rules;
  if (rules !== undefined) assertSchedule(rules);
  return { enabled: true, functionArn, ...(rules && { rules }) };
}

function assertNoneOpen({ versions }: StoredSecret): void {
  const pending = holderOf(versions, PENDING);
  if (pending !== undefined && pending.id !== holderOf(versions, CURRENT)?.id) {
    throw new AwsError(
      "InvalidRequestException",
      "A previous rotation isn't complete. That rotation will be reattempted.",
    );
  }
}

/**
 * Turns rotation off. A rotation that is under way stops before its next step and leaves its labels as they are.
 * https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CancelRotateSecret.html
 */
export const cancelRotateSecret: Operation<{ readonly SecretId: string }> = (context, input) => {
  const secret = findUsable(context, input.SecretId);
  if (secret.rotation === undefined) return { ARN: secret.arn, Name: secret.name };
  cancel(context, secret, secret.rotation);
  const pending = holderOf(secret.versions, PENDING);
  return { ARN: secret.arn, Name: secret.name, ...(pending && { VersionId: pending.id }) };
};

function cancel(context: SecretsContext, secret: StoredSecret, rotation: Rotation): void {
  saveChanged(context, { ...secret, rotation: { ...rotation, enabled: false } });
}
