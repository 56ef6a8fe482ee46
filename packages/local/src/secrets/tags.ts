import { AwsError } from "../kernel/aws-error.ts";
import type { Operation } from "./context.ts";
import { findUsable, saveChanged } from "./find-secret.ts";
import type { Tag } from "./state.ts";

const MAX_TAGS = 50;

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_TagResource.html */
export const tagResource: Operation<{ readonly SecretId: string; readonly Tags: readonly Partial<Tag>[] }> = (
  context,
  input,
) => {
  const secret = findUsable(context, input.SecretId);
  saveChanged(context, { ...secret, tags: mergeTags(secret.tags, input.Tags) });
  return {};
};

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_UntagResource.html */
export const untagResource: Operation<{ readonly SecretId: string; readonly TagKeys: readonly string[] }> = (
  context,
  input,
) => {
  const secret = findUsable(context, input.SecretId);
  saveChanged(context, { ...secret, tags: secret.tags.filter((tag) => !input.TagKeys.includes(tag.Key)) });
  return {};
};

/** Adds tags, replacing those with the same key. Throws `InvalidParameterException` for a bad key or more than 50 tags. */
export function mergeTags(tags: readonly Tag[], added: readonly Partial<Tag>[]): readonly Tag[] {
  const byKey = new Map(tags.map((tag) => [tag.Key, tag]));
  for (const { Key, Value = "" } of added) {
    if (Key === undefined) throw invalid("Tags: every tag needs a Key.");
    if (/^aws:/i.test(Key)) throw invalid(`Tags: the key ${Key} starts with aws:, which is reserved.`);
    byKey.set(Key, { Key, Value });
  }
  if (byKey.size > MAX_TAGS) throw invalid(`Tags: a secret can have at most ${MAX_TAGS} tags.`);
  return [...byKey.values()];
}

const invalid = (message: string): AwsError => new AwsError("InvalidParameterException", message);
