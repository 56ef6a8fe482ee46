import { AwsError } from "../kernel/aws-error.ts";
import type { Operation, SecretsContext } from "./context.ts";
import { type Filter, matcher } from "./filters.ts";
import { epochSeconds, findSecret, findUsable, isGone } from "./find-secret.ts";
import { type PageRequest, type Position, pageOf } from "./page.ts";
import { nextRotation } from "./schedule.ts";
import type { StoredSecret } from "./state.ts";
import { readValue } from "./values.ts";

interface ListSecretsRequest extends PageRequest {
  readonly Filters?: readonly Filter[];
  readonly IncludePlannedDeletion?: boolean;
  readonly SortBy?: "created-date" | "last-accessed-date" | "last-changed-date" | "name";
  readonly SortOrder?: "asc" | "desc";
}

interface ListSecretVersionIdsRequest extends PageRequest {
  readonly SecretId: string;
  readonly IncludeDeprecated?: boolean;
}

interface BatchGetSecretValueRequest extends PageRequest {
  readonly SecretIdList?: readonly string[];
  readonly Filters?: readonly Filter[];
}

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DescribeSecret.html */
export const describeSecret: Operation<{ readonly SecretId: string }> = (context, input) => {
  const secret = findSecret(context, input.SecretId);
  return { ...describe(context, secret), VersionIdsToStages: stagesOf(secret) };
};

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_ListSecrets.html */
export const listSecrets: Operation<ListSecretsRequest> = (context, input) => {
  const wanted = matcher(context, input.Filters ?? []);
  const listed = [...context.state.secrets.values()].filter(
    (secret) =>
      !isGone(context, secret) && (input.IncludePlannedDeletion || secret.deletion === undefined) && wanted(secret),
  );
  const descending = input.SortOrder !== "asc";
  const positionOf = (secret: StoredSecret): Position => [sortKey(context, secret, input.SortBy), secret.arn];
  const page = pageOf(listed, positionOf, { ...input, defaultSize: 100, descending });
  const SecretList = page.items.map((secret) => ({
    ...describe(context, secret),
    SecretVersionsToStages: stagesOf(secret),
  }));
  return { SecretList, ...page.next };
};

function sortKey(context: SecretsContext, secret: StoredSecret, by: ListSecretsRequest["SortBy"]): string | number {
  if (by === "name") return secret.name;
  if (by === "last-changed-date") return secret.changedAt;
  if (by === "last-accessed-date") return lastAccess(context, secret) ?? 0;
  return secret.createdAt;
}

/** What DescribeSecret and ListSecrets say alike. */
function describe(context: SecretsContext, secret: StoredSecret): Readonly<Record<string, unknown>> {
  return {
    ARN: secret.arn,
    Name: secret.name,
    Description: secret.description,
    // Empty means AWS's own key, which is never named.
    KmsKeyId: secret.kmsKeyId === "" ? undefined : secret.kmsKeyId,
    Type: secret.type,
    Tags: secret.tags,
    CreatedDate: epochSeconds(secret.createdAt),
    LastChangedDate: epochSeconds(secret.changedAt),
    LastAccessedDate: optionalSeconds(lastAccess(context, secret)),
    DeletedDate: optionalSeconds(secret.deletion?.at),
    ...(secret.rotation && {
      RotationEnabled: secret.rotation.enabled,
      RotationLambdaARN: secret.rotation.functionArn,
      RotationRules: secret.rotation.rules,
      LastRotatedDate: optionalSeconds(secret.rotatedAt),
      NextRotationDate: optionalSeconds(nextRotation(secret)),
    }),
  };
}

const optionalSeconds = (milliseconds: number | undefined): number | undefined =>
  milliseconds === undefined ? undefined : epochSeconds(milliseconds);

function lastAccess({ state }: SecretsContext, { arn }: StoredSecret): number | undefined {
  const days = Object.values(state.accesses.get(arn) ?? {});
  return days.length === 0 ? undefined : Math.max(...days);
}

/** Labels by version id. Versions without a label are left out: they are deprecated. */
function stagesOf({ versions }: StoredSecret): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(
    versions.filter((version) => version.stages.length > 0).map((version) => [version.id, version.stages]),
  );
}

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_ListSecretVersionIds.html */
export const listSecretVersionIds: Operation<ListSecretVersionIdsRequest> = (context, input) => {
  const secret = findSecret(context, input.SecretId);
  const accesses = context.state.accesses.get(secret.arn) ?? {};
  const listed = secret.versions.filter((version) => input.IncludeDeprecated || version.stages.length > 0);
  const page = pageOf(listed, (version) => [version.createdAt, version.id], { ...input, defaultSize: 100 });
  const Versions = page.items.map((version) => ({
    VersionId: version.id,
    VersionStages: version.stages,
    CreatedDate: epochSeconds(version.createdAt),
    LastAccessedDate: optionalSeconds(accesses[version.id]),
  }));
  return { ARN: secret.arn, Name: secret.name, Versions, ...page.next };
};

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_BatchGetSecretValue.html */
export const batchGetSecretValue: Operation<BatchGetSecretValueRequest> = (context, input) => {
  assertBatch(input);
  if (input.SecretIdList !== undefined) return batchOf(context, input.SecretIdList);
  const wanted = matcher(context, input.Filters ?? []);
  const matching = [...context.state.secrets.values()].filter(
    (secret) => secret.deletion === undefined && wanted(secret),
  );
  const page = pageOf(matching, (secret) => [secret.createdAt, secret.arn], { ...input, defaultSize: 20 });
  return {
    ...batchOf(
      context,
      page.items.map((secret) => secret.arn),
    ),
    ...page.next,
  };
};

function assertBatch(input: BatchGetSecretValueRequest): void {
  if ((input.SecretIdList === undefined) === (input.Filters === undefined)) {
    throw new AwsError("InvalidParameterException", "You must provide either SecretIdList or Filters, but not both.");
  }
  if (input.SecretIdList !== undefined && input.MaxResults !== undefined) {
    throw new AwsError("InvalidParameterException", "You can use MaxResults only together with Filters.");
  }
}

/** Each secret is answered or refused for itself. */
function batchOf(context: SecretsContext, ids: readonly string[]) {
  const SecretValues: unknown[] = [];
  const Errors: unknown[] = [];
  for (const SecretId of ids) {
    try {
      SecretValues.push(readValue(context, findUsable(context, SecretId)));
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      Errors.push({ SecretId, ErrorCode: error.type, Message: error.message });
    }
  }
  return { SecretValues, Errors };
}
