import { AwsError } from "../kernel/aws-error.ts";
import type { AwsService } from "../kernel/service.ts";
import { secretsManagerModel } from "../model/models.ts";
import type { Operation, RotationFailure, SecretsContext, SecretsOptions } from "./context.ts";
import { createSecret, deleteSecret, restoreSecret } from "./lifecycle.ts";
import { batchGetSecretValue, describeSecret, listSecrets, listSecretVersionIds } from "./listing.ts";
import { getRandomPassword } from "./random-password.ts";
import { cancelRotateSecret, rotateSecret } from "./rotation.ts";
import { updateSecretVersionStage } from "./stages.ts";
import { secretsState } from "./state.ts";
import { tagResource, untagResource } from "./tags.ts";
import { getSecretValue, putSecretValue, updateSecret } from "./values.ts";

// Requests are typed per operation; the server has checked each against the service model before it comes here.
const OPERATIONS: Readonly<Record<string, Operation<never>>> = {
  BatchGetSecretValue: batchGetSecretValue,
  CancelRotateSecret: cancelRotateSecret,
  CreateSecret: createSecret,
  DeleteSecret: deleteSecret,
  DescribeSecret: describeSecret,
  GetRandomPassword: getRandomPassword,
  GetSecretValue: getSecretValue,
  ListSecrets: listSecrets,
  ListSecretVersionIds: listSecretVersionIds,
  PutSecretValue: putSecretValue,
  RestoreSecret: restoreSecret,
  RotateSecret: rotateSecret,
  TagResource: tagResource,
  UntagResource: untagResource,
  UpdateSecret: updateSecret,
  UpdateSecretVersionStage: updateSecretVersionStage,
};

const FORCED_DELETION_MS = 1000;

/** Secrets Manager for one account and Region. Values are stored as they come: nothing is encrypted. */
export function secretsService(options: SecretsOptions): AwsService {
  const context: SecretsContext = {
    forcedDeletionMs: FORCED_DELETION_MS,
    onRotationFailure: printFailure,
    ...options,
    state: secretsState(options.store),
  };
  return {
    name: "secretsmanager",
    targetPrefix: "secretsmanager",
    jsonVersion: "1.1",
    operations: Object.keys(OPERATIONS),
    model: secretsManagerModel,
    handle(name, input) {
      const operation = OPERATIONS[name];
      if (operation === undefined)
        throw new AwsError("UnknownOperationException", `The operation ${name} is not served here`);
      return operation(context, input as never);
    },
  };
}

function printFailure({ arn, step, error }: RotationFailure): void {
  console.error(`Rotation of ${arn} stopped at ${step}:`, error instanceof Error ? error.message : error);
}
