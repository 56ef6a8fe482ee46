import { AwsError } from "../kernel/aws-error.ts";
import { attach } from "./labels.ts";
import type { SecretValue, SecretVersion, StoredSecret } from "./state.ts";

/** The members of every request that can carry a value. */
export interface ValueRequest extends SecretValue {
  readonly ClientRequestToken?: string;
}

const MAX_BYTES = 65_536;
const KEPT_VERSIONS = 100;
const DAY_MS = 24 * 60 * 60 * 1000;

/** The value in a request, undefined when it carries none. Throws `InvalidParameterException` for two, `ValidationException` for a long one. */
export function valueIn({ SecretString, SecretBinary }: ValueRequest): SecretValue | undefined {
  if (SecretString !== undefined && SecretBinary !== undefined) {
    throw new AwsError(
      "InvalidParameterException",
      "You can't specify both a binary secret value and a string secret value in the same secret.",
    );
  }
  if (SecretBinary !== undefined) return { SecretBinary };
  if (SecretString === undefined) return undefined;
  // The service model counts characters; the quota is in bytes.
  if (Buffer.byteLength(SecretString) > MAX_BYTES) {
    throw new AwsError(
      "ValidationException",
      `1 validation error detected: Value at 'secretString' failed to satisfy constraint: Member must have length less than or equal to ${MAX_BYTES}`,
    );
  }
  return { SecretString };
}

/** The version id of a new value. SDKs fill in the token; a bare request has to bring its own. Throws `InvalidRequestException`. */
export function tokenIn({ ClientRequestToken }: ValueRequest): string {
  if (ClientRequestToken === undefined) {
    throw new AwsError(
      "InvalidRequestException",
      "You must provide a ClientRequestToken value. We recommend a UUID-type value.",
    );
  }
  return ClientRequestToken;
}

export const tokenInUse = (token: string, arn: string): AwsError =>
  new AwsError(
    "ResourceExistsException",
    `You can't use ClientRequestToken ${token} because that value is already in use for a version of secret ${arn}.`,
  );

export const isSameValue = (one: SecretValue | undefined, other: SecretValue | undefined): boolean =>
  one?.SecretString === other?.SecretString && one?.SecretBinary === other?.SecretBinary;

/**
 * The versions after a value was stored under `id`, which is new or belongs to a version that has no value yet. Versions without
 * labels that are older than a day go as soon as there are more than 100.
 */
export function addVersion(
  secret: StoredSecret,
  version: { readonly id: string; readonly value?: SecretValue; readonly labels: readonly string[] },
  now: number,
): readonly SecretVersion[] {
  const { id, value, labels } = version;
  const announced = secret.versions.find((known) => known.id === id);
  const added: SecretVersion = { id, createdAt: now, stages: announced?.stages ?? [], ...(value && { value }) };
  const others = secret.versions.filter((known) => known.id !== id);
  return prune(attach([...others, added], labels, id), now);
}

function prune(versions: readonly SecretVersion[], now: number): readonly SecretVersion[] {
  let surplus = versions.length - KEPT_VERSIONS;
  return versions.filter((version) => {
    if (surplus <= 0 || version.stages.length > 0 || version.createdAt > now - DAY_MS) return true;
    surplus -= 1;
    return false;
  });
}
