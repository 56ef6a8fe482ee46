import type { CognitoContext } from "../context.ts";
import { resourceNotFound } from "../errors.ts";
import { type Operations, operation } from "../operation.ts";
import { poolArn } from "../pools.ts";
import type { Pool } from "../state.ts";

type Tags = Readonly<Record<string, string>>;

interface OfResource {
  readonly ResourceArn: string;
}

/** Tags of user pools. App clients have none. */
export const tagOperations: Operations = {
  TagResource: operation((context, { ResourceArn, Tags }: OfResource & { Tags: Tags }) => {
    const pool = poolOfArn(context, ResourceArn);
    put(context, pool, { ...tagsOf(pool), ...Tags });
    return {};
  }),
  UntagResource: operation((context, { ResourceArn, TagKeys }: OfResource & { TagKeys: readonly string[] }) => {
    const pool = poolOfArn(context, ResourceArn);
    const kept = Object.entries(tagsOf(pool)).filter(([key]) => !TagKeys.includes(key));
    put(context, pool, Object.fromEntries(kept));
    return {};
  }),
  ListTagsForResource: operation((context, { ResourceArn }: OfResource) => ({
    Tags: tagsOf(poolOfArn(context, ResourceArn)),
  })),
};

function poolOfArn(context: CognitoContext, arn: string): Pool {
  const poolId = arn.slice(arn.lastIndexOf("/") + 1);
  const pool = context.state.pools.get(poolId);
  if (pool === undefined || arn !== poolArn(context, poolId)) throw resourceNotFound(`Resource ${arn} does not exist.`);
  return pool;
}

// Only the pool operations and this module write the member, and the service model has checked what they write.
const tagsOf = (pool: Pool): Tags => pool.settings["UserPoolTags"] as Tags;

function put(context: CognitoContext, pool: Pool, UserPoolTags: Tags): void {
  context.state.pools.put(pool.id, { ...pool, settings: { ...pool.settings, UserPoolTags } });
}
