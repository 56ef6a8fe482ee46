import { randomInt } from "node:crypto";
import { AwsError } from "../kernel/aws-error.ts";
import type { Operation, SecretsContext } from "./context.ts";
import { epochSeconds, findSecret, isGone, lookUp, saveChanged, secretNotFound } from "./find-secret.ts";
import { CURRENT } from "./labels.ts";
import { addVersion, isSameValue, tokenIn, tokenInUse, type ValueRequest, valueIn } from "./new-version.ts";
import type { SecretValue, StoredSecret, Tag } from "./state.ts";
import { mergeTags } from "./tags.ts";

interface CreateSecretRequest extends ValueRequest {
  readonly Name: string;
  readonly Description?: string;
  readonly KmsKeyId?: string;
  readonly Type?: string;
  readonly Tags?: readonly Partial<Tag>[];
  readonly AddReplicaRegions?: readonly unknown[];
}

interface DeleteSecretRequest {
  readonly SecretId: string;
  readonly RecoveryWindowInDays?: number;
  readonly ForceDeleteWithoutRecovery?: boolean;
}

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html */
export const createSecret: Operation<CreateSecretRequest> = (context, input) => {
  assertCreatable(input);
  removeGone(context);
  const value = valueIn(input);
  const id = value && tokenIn(input);
  const existing = lookUp(context, input.Name);
  if (existing !== undefined) return createdBefore(existing, value, id);
  const empty = newSecret(context, input);
  const versions =
    id === undefined || value === undefined ? [] : addVersion(empty, { id, value, labels: [CURRENT] }, empty.createdAt);
  context.state.secrets.put(empty.name, { ...empty, versions });
  return created(empty, id);
};

const created = ({ arn, name }: StoredSecret, id: string | undefined): unknown => ({
  ARN: arn,
  Name: name,
  ...(id !== undefined && { VersionId: id }),
});

/** A repeated request with the same token and value is answered like the first; everything else is refused. */
function createdBefore(secret: StoredSecret, value: SecretValue | undefined, id: string | undefined): unknown {
  if (secret.deletion !== undefined) {
    throw new AwsError(
      "InvalidRequestException",
      "You can't create this secret because a secret with this name is already scheduled for deletion.",
    );
  }
  const version = secret.versions.find((known) => known.id === id);
  if (id === undefined || version === undefined) {
    throw new AwsError(
      "ResourceExistsException",
      `The operation failed because the secret ${secret.name} already exists.`,
    );
  }
  if (!isSameValue(version.value, value)) throw tokenInUse(id, secret.arn);
  return created(secret, id);
}

function newSecret(context: SecretsContext, input: CreateSecretRequest): StoredSecret {
  const { region, accountId, clock } = context;
  const now = clock.now();
  return {
    name: input.Name,
    // Six new characters each time: a secret that is created again has another ARN.
    arn: `arn:aws:secretsmanager:${region}:${accountId}:secret:${input.Name}-${randomSuffix()}`,
    tags: mergeTags([], input.Tags ?? []),
    versions: [],
    createdAt: now,
    changedAt: now,
    ...(input.Description !== undefined && { description: input.Description }),
    ...(input.KmsKeyId !== undefined && { kmsKeyId: input.KmsKeyId }),
    ...(input.Type !== undefined && { type: input.Type }),
  };
}

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const randomSuffix = (): string =>
  Array.from({ length: 6 }, () => ALPHABET.charAt(randomInt(ALPHABET.length))).join("");

function assertCreatable(input: CreateSecretRequest): void {
  if (!/^[A-Za-z0-9/_+=.@!-]+$/.test(input.Name)) {
    throw new AwsError(
      "ValidationException",
      "Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!",
    );
  }
  if (input.AddReplicaRegions !== undefined) {
    throw new AwsError("InvalidParameterException", "AddReplicaRegions: there is only one Region here; leave it out.");
  }
}

/** Forgets the secrets whose time has come, values and all. */
function removeGone(context: SecretsContext): void {
  const { secrets, accesses } = context.state;
  for (const secret of secrets.values()) {
    if (!isGone(context, secret)) continue;
    secrets.delete(secret.name);
    accesses.delete(secret.arn);
  }
}

const DAY_MS = 24 * 60 * 60 * 1000;
const DEFAULT_WINDOW_DAYS = 30;

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DeleteSecret.html */
export const deleteSecret: Operation<DeleteSecretRequest> = (context, input) => {
  const { SecretId: id, RecoveryWindowInDays: days, ForceDeleteWithoutRecovery: forced = false } = input;
  assertWindow(days, forced);
  removeGone(context);
  const secret = lookUp(context, id);
  const now = context.clock.now();
  if (secret === undefined) {
    if (!forced) throw secretNotFound();
    return { ARN: arnOfMissing(context, id), Name: id, DeletionDate: epochSeconds(now) };
  }
  if (secret.deletion !== undefined && !(forced && secret.deletion.forced)) {
    throw new AwsError(
      "InvalidRequestException",
      "You tried to perform the operation on a secret that's currently marked deleted.",
    );
  }
  const delay = forced ? context.forcedDeletionMs : (days ?? DEFAULT_WINDOW_DAYS) * DAY_MS;
  const deletion = secret.deletion ?? { at: now + delay, forced };
  saveChanged(context, { ...secret, deletion });
  return { ARN: secret.arn, Name: secret.name, DeletionDate: epochSeconds(forced ? now : deletion.at) };
};

function assertWindow(days: number | undefined, forced: boolean): void {
  if (days !== undefined && forced) {
    throw new AwsError(
      "InvalidParameterException",
      "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.",
    );
  }
  if (days !== undefined && (days < 7 || days > 30)) {
    throw new AwsError(
      "InvalidParameterException",
      "The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).",
    );
  }
}

const arnOfMissing = ({ region, accountId }: SecretsContext, id: string): string =>
  id.startsWith("arn:") ? id : `arn:aws:secretsmanager:${region}:${accountId}:secret:${id}`;

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RestoreSecret.html */
export const restoreSecret: Operation<{ readonly SecretId: string }> = (context, input) => {
  const { deletion, ...secret } = findSecret(context, input.SecretId);
  if (deletion?.forced) throw secretNotFound();
  if (deletion !== undefined) saveChanged(context, secret);
  return { ARN: secret.arn, Name: secret.name };
};
