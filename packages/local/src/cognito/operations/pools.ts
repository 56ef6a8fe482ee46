import type { CognitoContext } from "../context.ts";
import { deletePool } from "../delete-pool.ts";
import { invalidParameter } from "../errors.ts";
import { epochSeconds, type Operations, operation } from "../operation.ts";
import { pageOf } from "../paging.ts";
import { updatedPoolSettings } from "../pool-settings.ts";
import { createPool, domainsOf, poolArn, requirePool, usersOf } from "../pools.ts";
import type { Pool, PoolSettings } from "../state.ts";

interface OfPool {
  readonly UserPoolId: string;
}

/** Create, describe, update, delete and list user pools. */
export const poolOperations: Operations = {
  CreateUserPool: operation(async (context, input: PoolSettings) => ({
    UserPool: described(context, await createPool(context, input)),
  })),
  DescribeUserPool: operation((context, { UserPoolId }: OfPool) => ({
    UserPool: described(context, requirePool(context, UserPoolId)),
  })),
  UpdateUserPool: operation((context, { UserPoolId, ...requested }: OfPool & Partial<PoolSettings>) => {
    const pool = requirePool(context, UserPoolId);
    const settings = updatedPoolSettings(pool, requested);
    context.state.pools.put(pool.id, { ...pool, settings, modifiedAt: context.clock.now() });
    return {};
  }),
  DeleteUserPool: operation((context, { UserPoolId }: OfPool) => {
    const pool = requirePool(context, UserPoolId);
    if (pool.settings["DeletionProtection"] === "ACTIVE") {
      throw invalidParameter("The user pool cannot be deleted because deletion protection is activated.");
    }
    if (domainsOf(context, pool.id).length > 0) {
      throw invalidParameter("User pool cannot be deleted. It has a domain configured that should be deleted first.");
    }
    deletePool(context, pool);
    return {};
  }),
  ListUserPools: operation((context, { MaxResults, NextToken }: { MaxResults: number; NextToken?: string }) => {
    const pools = [...context.state.pools.values()];
    const page = pageOf(pools, ({ id }) => id, { limit: MaxResults, most: 60, token: NextToken });
    return { UserPools: page.items.map(listed), ...(page.next !== undefined && { NextToken: page.next }) };
  }),
};

function listed({ id, settings, createdAt, modifiedAt }: Pool) {
  return {
    Id: id,
    Name: settings.PoolName,
    LambdaConfig: settings.LambdaConfig,
    CreationDate: epochSeconds(createdAt),
    LastModifiedDate: epochSeconds(modifiedAt),
  };
}

function described(context: CognitoContext, pool: Pool) {
  const { PoolName, ...settings } = pool.settings;
  const domains = domainsOf(context, pool.id);
  const prefix = domains.find(({ custom }) => !custom)?.domain;
  const custom = domains.find((domain) => domain.custom)?.domain;
  return {
    Id: pool.id,
    Name: PoolName,
    ...settings,
    ...(prefix !== undefined && { Domain: prefix }),
    ...(custom !== undefined && { CustomDomain: custom }),
    CreationDate: epochSeconds(pool.createdAt),
    LastModifiedDate: epochSeconds(pool.modifiedAt),
    EstimatedNumberOfUsers: usersOf(context, pool.id).length,
    Arn: poolArn(context, pool.id),
  };
}
