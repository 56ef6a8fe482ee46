import { type Operations, operation } from "../operation.ts";
import { pageOf } from "../paging.ts";
import { requirePool, usersOf } from "../pools.ts";
import { describedUser } from "../user-attributes.ts";
import { requireUser, updateUser } from "../users.ts";
import { describedGroup, requireGroup } from "./groups.ts";

interface Membership {
  readonly UserPoolId: string;
  readonly Username: string;
  readonly GroupName: string;
}

interface Paging {
  readonly Limit?: number;
  readonly NextToken?: string;
}

/** Which users are in which groups. Adding a member twice or removing a stranger changes nothing and is no error. */
export const groupMemberOperations: Operations = {
  AdminAddUserToGroup: operation((context, input: Membership) => {
    const user = requireUser(context, input);
    const { name } = requireGroup(context, input);
    if (!user.groups.includes(name)) updateUser(context, user, { groups: [...user.groups, name] });
    return {};
  }),
  AdminRemoveUserFromGroup: operation((context, input: Membership) => {
    const user = requireUser(context, input);
    const { name } = requireGroup(context, input);
    if (user.groups.includes(name)) {
      updateUser(context, user, { groups: user.groups.filter((group) => group !== name) });
    }
    return {};
  }),
  AdminListGroupsForUser: operation((context, input: Omit<Membership, "GroupName"> & Paging) => {
    const user = requireUser(context, input);
    const groups = user.groups.map((GroupName) => requireGroup(context, { ...input, GroupName }));
    const page = pageOf(groups, ({ name }) => name, { limit: input.Limit, most: 60, token: input.NextToken });
    return { Groups: page.items.map(describedGroup), ...(page.next !== undefined && { NextToken: page.next }) };
  }),
  ListUsersInGroup: operation((context, input: Omit<Membership, "Username"> & Paging) => {
    const pool = requirePool(context, input.UserPoolId);
    const { name } = requireGroup(context, input);
    const members = usersOf(context, pool.id).filter(({ groups }) => groups.includes(name));
    const page = pageOf(members, ({ username }) => username, { limit: input.Limit, most: 60, token: input.NextToken });
    return {
      Users: page.items.map((user) => describedUser(user)),
      ...(page.next !== undefined && { NextToken: page.next }),
    };
  }),
};
