import { AwsError } from "../kernel/aws-error.ts";
import type { Operation } from "./context.ts";
import { findUsable, saveChanged } from "./find-secret.ts";
import { attach, CURRENT, detach, holderOf } from "./labels.ts";
import type { StoredSecret } from "./state.ts";

interface UpdateSecretVersionStageRequest {
  readonly SecretId: string;
  readonly VersionStage: string;
  readonly MoveToVersionId?: string;
  readonly RemoveFromVersionId?: string;
}

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_UpdateSecretVersionStage.html */
export const updateSecretVersionStage: Operation<UpdateSecretVersionStageRequest> = (context, input) => {
  const secret = findUsable(context, input.SecretId);
  assertMovable(secret, input);
  const { VersionStage: label, MoveToVersionId: target } = input;
  const { versions } = secret;
  const moved = target === undefined ? detach(versions, label) : attach(versions, [label], target);
  saveChanged(context, { ...secret, versions: moved });
  return { ARN: secret.arn, Name: secret.name };
};

function assertMovable({ versions }: StoredSecret, input: UpdateSecretVersionStageRequest): void {
  const { VersionStage: label, MoveToVersionId: target, RemoveFromVersionId: source } = input;
  const holder = holderOf(versions, label)?.id;
  if (target === undefined && source === undefined) {
    throw invalid("You must provide MoveToVersionId, RemoveFromVersionId, or both.");
  }
  if (target === undefined && label === CURRENT) {
    throw invalid(
      `You can only move staging label ${label} to a different secret version. It can't be completely removed.`,
    );
  }
  if (target !== undefined && !versions.some((version) => version.id === target)) {
    throw new AwsError(
      "ResourceNotFoundException",
      `Secrets Manager can't find the specified secret version: ${target}.`,
    );
  }
  if (source === undefined && holder !== undefined && holder !== target) {
    throw invalid(
      `The parameter RemoveFromVersionId can't be empty. Staging label ${label} is currently attached to version ${holder}, so you must explicitly reference that version in RemoveFromVersionId.`,
    );
  }
  if (source !== undefined && source !== holder) {
    throw invalid(
      `The parameter RemoveFromVersionId must be the version that currently has the staging label ${label}; version ${source} does not have it.`,
    );
  }
}

const invalid = (message: string): AwsError => new AwsError("InvalidParameterException", message);
