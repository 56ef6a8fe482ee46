import { AwsError } from "../../kernel/aws-error.ts";
import type { CognitoContext } from "../context.ts";
import { limitExceeded, resourceNotFound } from "../errors.ts";
import { epochSeconds, type Operations, operation } from "../operation.ts";
import { pageOf } from "../paging.ts";
import { requirePool, usersOf } from "../pools.ts";
import type { Group } from "../state.ts";
import { updateUser } from "../users.ts";

interface OfGroup {
  readonly UserPoolId: string;
  readonly GroupName: string;
}

interface CreateInput extends OfGroup {
  readonly Description?: string;
  readonly Precedence?: number;
  readonly RoleArn?: string;
}

interface ListInput {
  readonly UserPoolId: string;
  readonly Limit?: number;
  readonly NextToken?: string;
}

/** https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html */
const MAX_GROUPS = 10_000;

/** Create, get, list and delete groups. */
export const groupOperations: Operations = {
  CreateGroup: operation((context, input: CreateInput) => {
    const pool = requirePool(context, input.UserPoolId);
    const key = `${pool.id}/${input.GroupName}`;
    if (context.state.groups.get(key) !== undefined) {
      throw new AwsError("GroupExistsException", "A group with the name already exists.");
    }
    if (context.options.quotas && groupsOf(context, pool.id).length >= MAX_GROUPS) {
      throw limitExceeded(`The user pool has reached its quota of ${MAX_GROUPS} groups.`);
    }
    const now = context.clock.now();
    const group: Group = {
      poolId: pool.id,
      name: input.GroupName,
      ...(input.Description !== undefined && { description: input.Description }),
      ...(input.Precedence !== undefined && { precedence: input.Precedence }),
      ...(input.RoleArn !== undefined && { roleArn: input.RoleArn }),
      createdAt: now,
      modifiedAt: now,
    };
    context.state.groups.put(key, group);
    return { Group: describedGroup(group) };
  }),
  GetGroup: operation((context, input: OfGroup) => ({ Group: describedGroup(requireGroup(context, input)) })),
  ListGroups: operation((context, { UserPoolId, Limit, NextToken }: ListInput) => {
    const groups = groupsOf(context, requirePool(context, UserPoolId).id);
    const page = pageOf(groups, ({ name }) => name, { limit: Limit, most: 60, token: NextToken });
    return { Groups: page.items.map(describedGroup), ...(page.next !== undefined && { NextToken: page.next }) };
  }),
  DeleteGroup: operation((context, input: OfGroup) => {
    const group = requireGroup(context, input);
    for (const user of usersOf(context, group.poolId)) {
      if (!user.groups.includes(group.name)) continue;
      updateUser(context, user, { groups: user.groups.filter((name) => name !== group.name) });
    }
    context.state.groups.delete(`${group.poolId}/${group.name}`);
    return {};
  }),
};

function groupsOf(context: CognitoContext, poolId: string): readonly Group[] {
  return [...context.state.groups.values()].filter((group) => group.poolId === poolId);
}

/** The group, or `ResourceNotFoundException`. */
export function requireGroup(context: CognitoContext, { UserPoolId, GroupName }: OfGroup): Group {
  const pool = requirePool(context, UserPoolId);
  const group = context.state.groups.get(`${pool.id}/${GroupName}`);
  if (group === undefined) throw resourceNotFound("Group not found.");
  return group;
}

/** `GroupType` of the API. */
export const describedGroup = (group: Group) => ({
  UserPoolId: group.poolId,
  GroupName: group.name,
  ...(group.description !== undefined && { Description: group.description }),
  ...(group.precedence !== undefined && { Precedence: group.precedence }),
  ...(group.roleArn !== undefined && { RoleArn: group.roleArn }),
  CreationDate: epochSeconds(group.createdAt),
  LastModifiedDate: epochSeconds(group.modifiedAt),
});
