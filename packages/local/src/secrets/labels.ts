import { AwsError } from "../kernel/aws-error.ts";
import type { SecretVersion } from "./state.ts";

export const CURRENT = "AWSCURRENT";
export const PREVIOUS = "AWSPREVIOUS";
export const PENDING = "AWSPENDING";

/** Staging labels across all versions of a secret. https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html */
const MAX_LABELS = 20;

type Versions = readonly SecretVersion[];

export const holderOf = (versions: Versions, label: string): SecretVersion | undefined =>
  versions.find((version) => version.stages.includes(label));

/** Takes a label off whatever version holds it. */
export const detach = (versions: Versions, label: string): Versions =>
  versions.map((version) => ({ ...version, stages: version.stages.filter((stage) => stage !== label) }));

/**
 * Moves labels to one version. The version that loses `AWSCURRENT` gets `AWSPREVIOUS`. Throws `LimitExceededException` when the
 * secret would hold more than 20 labels.
 */
export function attach(versions: Versions, labels: readonly string[], id: string): Versions {
  const replaced = labels.includes(CURRENT) ? holderOf(versions, CURRENT) : undefined;
  let result = labels.reduce((all, label) => attachOne(all, label, id), versions);
  if (replaced !== undefined && replaced.id !== id) result = attachOne(result, PREVIOUS, replaced.id);
  if (result.flatMap((version) => version.stages).length > MAX_LABELS) {
    throw new AwsError("LimitExceededException", `A secret can have at most ${MAX_LABELS} staging labels.`);
  }
  return result;
}

function attachOne(versions: Versions, label: string, id: string): Versions {
  if (holderOf(versions, label)?.id === id) return versions;
  return detach(versions, label).map((version) =>
    version.id === id ? { ...version, stages: [...version.stages, label] } : version,
  );
}
