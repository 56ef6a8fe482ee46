import { AwsError } from "../kernel/aws-error.ts";
import type { Operation, SecretsContext } from "./context.ts";
import { epochSeconds, findUsable, saveChanged } from "./find-secret.ts";
import { CURRENT } from "./labels.ts";
import { addVersion, isSameValue, tokenIn, tokenInUse, type ValueRequest, valueIn } from "./new-version.ts";
import type { SecretVersion, StoredSecret } from "./state.ts";

interface GetSecretValueRequest {
  readonly SecretId: string;
  readonly VersionId?: string;
  readonly VersionStage?: string;
}

interface PutSecretValueRequest extends ValueRequest {
  readonly SecretId: string;
  readonly VersionStages?: readonly string[];
}

interface UpdateSecretRequest extends ValueRequest {
  readonly SecretId: string;
  readonly Description?: string;
  readonly KmsKeyId?: string;
  readonly Type?: string;
}

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html */
export const getSecretValue: Operation<GetSecretValueRequest> = (context, input) =>
  readValue(context, findUsable(context, input.SecretId), input);

/** Answers one version's value and notes the access. Throws `ResourceNotFoundException` when there is no such version or value. */
export function readValue(
  context: SecretsContext,
  secret: StoredSecret,
  wanted: { readonly VersionId?: string; readonly VersionStage?: string } = {},
): Readonly<Record<string, unknown>> {
  const version = wantedVersion(secret, wanted);
  if (version?.value === undefined) throw valueNotFound(wanted);
  noteAccess(context, secret, version.id);
  return {
    ARN: secret.arn,
    Name: secret.name,
    VersionId: version.id,
    ...version.value,
    VersionStages: version.stages,
    CreatedDate: epochSeconds(version.createdAt),
  };
}

function wantedVersion(
  { versions }: StoredSecret,
  { VersionId: id, VersionStage: stage }: { readonly VersionId?: string; readonly VersionStage?: string },
): SecretVersion | undefined {
  if (id === undefined) return versions.find((version) => version.stages.includes(stage ?? CURRENT));
  const version = versions.find((candidate) => candidate.id === id);
  if (version !== undefined && stage !== undefined && !version.stages.includes(stage)) {
    throw new AwsError(
      "InvalidRequestException",
      "You provided a VersionStage that is not associated to the provided VersionId.",
    );
  }
  return version;
}

function valueNotFound(wanted: { readonly VersionId?: string; readonly VersionStage?: string }): AwsError {
  const what =
    wanted.VersionId === undefined
      ? `staging label: ${wanted.VersionStage ?? CURRENT}`
      : `VersionId: ${wanted.VersionId}`;
  return new AwsError("ResourceNotFoundException", `Secrets Manager can't find the specified secret value for ${what}`);
}

const DAY_MS = 24 * 60 * 60 * 1000;

function noteAccess({ state, clock }: SecretsContext, { arn }: StoredSecret, versionId: string): void {
  const today = Math.floor(clock.now() / DAY_MS) * DAY_MS;
  const known = state.accesses.get(arn);
  if (known?.[versionId] !== today) state.accesses.put(arn, { ...known, [versionId]: today });
}

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html */
export const putSecretValue: Operation<PutSecretValueRequest> = (context, input) => {
  const secret = findUsable(context, input.SecretId);
  const value = valueIn(input);
  const id = tokenIn(input);
  if (value === undefined) {
    throw new AwsError("InvalidRequestException", "You must provide either SecretString or SecretBinary.");
  }
  const known = secret.versions.find((version) => version.id === id);
  if (known?.value !== undefined) {
    if (!isSameValue(known.value, value)) throw tokenInUse(id, secret.arn);
    return putAnswer(secret, known);
  }
  const labels = new Set(input.VersionStages ?? [CURRENT]);
  // The first value of a secret is always the current one.
  if (!secret.versions.some((version) => version.value !== undefined)) labels.add(CURRENT);
  const versions = addVersion(secret, { id, value, labels: [...labels] }, context.clock.now());
  saveChanged(context, { ...secret, versions });
  return putAnswer(
    secret,
    versions.find((version) => version.id === id),
  );
};

const putAnswer = ({ arn, name }: StoredSecret, version: SecretVersion | undefined): unknown => ({
  ARN: arn,
  Name: name,
  VersionId: version?.id,
  VersionStages: version?.stages,
});

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_UpdateSecret.html */
export const updateSecret: Operation<UpdateSecretRequest> = (context, input) => {
  const secret = findUsable(context, input.SecretId);
  const value = valueIn(input);
  const changed: StoredSecret = {
    ...secret,
    ...(input.Description !== undefined && { description: input.Description }),
    ...(input.KmsKeyId !== undefined && { kmsKeyId: input.KmsKeyId }),
    ...(input.Type !== undefined && { type: input.Type }),
  };
  if (value === undefined) {
    saveChanged(context, changed);
    return { ARN: secret.arn, Name: secret.name };
  }
  const id = tokenIn(input);
  // Unlike PutSecretValue, this operation takes no token twice, even with the same value.
  if (secret.versions.some((version) => version.id === id)) throw tokenInUse(id, secret.arn);
  const versions = addVersion(secret, { id, value, labels: [CURRENT] }, context.clock.now());
  saveChanged(context, { ...changed, versions });
  return { ARN: secret.arn, Name: secret.name, VersionId: id };
};
