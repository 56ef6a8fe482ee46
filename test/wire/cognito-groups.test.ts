import {
  AdminAddUserToGroupCommand,
  AdminListGroupsForUserCommand,
  AdminRemoveUserFromGroupCommand,
  CreateGroupCommand,
  DeleteGroupCommand,
  GetGroupCommand,
  ListGroupsCommand,
  ListUsersInGroupCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createPool, createUser } from "../support/cognito-fixtures.ts";
import { type LocalAws, localAws } from "../support/local-aws.ts";

let aws: LocalAws;
let UserPoolId: string;
beforeAll(async () => {
  aws = await localAws();
});
beforeEach(async () => {
  UserPoolId = await createPool(aws.cognito);
});
afterAll(() => aws.close());

const create = (GroupName: string, settings = {}) =>
  aws.cognito.send(new CreateGroupCommand({ UserPoolId, GroupName, ...settings }));

const add = (Username: string, GroupName: string) =>
  aws.cognito.send(new AdminAddUserToGroupCommand({ UserPoolId, Username, GroupName }));

const groupsOf = async (Username: string) =>
  (await aws.cognito.send(new AdminListGroupsForUserCommand({ UserPoolId, Username }))).Groups!.map(
    ({ GroupName }) => GroupName,
  );

test("a group is created once and described as it was given", async () => {
  const settings = { Description: "May edit", Precedence: 5, RoleArn: "arn:aws:iam::000000000000:role/editor" };
  await create("editors", settings);
  await expect(create("editors")).rejects.toMatchObject({ name: "GroupExistsException" });
  const { Group } = await aws.cognito.send(new GetGroupCommand({ UserPoolId, GroupName: "editors" }));
  expect(Group).toMatchObject({ UserPoolId, GroupName: "editors", ...settings });
});

test("groups are listed in pages", async () => {
  for (const name of ["a", "b", "c"]) await create(name);
  const first = await aws.cognito.send(new ListGroupsCommand({ UserPoolId, Limit: 2 }));
  const second = await aws.cognito.send(new ListGroupsCommand({ UserPoolId, Limit: 2, NextToken: first.NextToken }));
  const names = [...first.Groups!, ...second.Groups!].map(({ GroupName }) => GroupName);
  expect(new Set(names)).toEqual(new Set(["a", "b", "c"]));
});

test("users join and leave groups, twice without harm", async () => {
  await createUser(aws.cognito, UserPoolId, "ada");
  await create("editors");
  await create("staff");
  await add("ada", "editors");
  await add("ada", "editors");
  await add("ada", "staff");
  expect(new Set(await groupsOf("ada"))).toEqual(new Set(["editors", "staff"]));
  const leave = new AdminRemoveUserFromGroupCommand({ UserPoolId, Username: "ada", GroupName: "staff" });
  await aws.cognito.send(leave);
  await aws.cognito.send(leave);
  expect(await groupsOf("ada")).toEqual(["editors"]);
});

test("members of a group are listed in pages", async () => {
  await create("staff");
  for (const name of ["ada", "bob", "eve"]) {
    await createUser(aws.cognito, UserPoolId, name);
    await add(name, "staff");
  }
  await createUser(aws.cognito, UserPoolId, "mallory");
  const own = { UserPoolId, GroupName: "staff", Limit: 2 };
  const first = await aws.cognito.send(new ListUsersInGroupCommand(own));
  const second = await aws.cognito.send(new ListUsersInGroupCommand({ ...own, NextToken: first.NextToken }));
  const names = [...first.Users!, ...second.Users!].map(({ Username }) => Username);
  expect(names).toHaveLength(3);
  expect(new Set(names)).toEqual(new Set(["ada", "bob", "eve"]));
});

test("deleting a group takes it from its members", async () => {
  await createUser(aws.cognito, UserPoolId, "ada");
  await create("staff");
  await add("ada", "staff");
  await aws.cognito.send(new DeleteGroupCommand({ UserPoolId, GroupName: "staff" }));
  expect(await groupsOf("ada")).toEqual([]);
  await create("staff");
  expect(await groupsOf("ada")).toEqual([]);
});

test("unknown users and groups are told apart", async () => {
  await createUser(aws.cognito, UserPoolId, "ada");
  await create("staff");
  await expect(add("ada", "none")).rejects.toMatchObject({
    name: "ResourceNotFoundException",
    message: "Group not found.",
  });
  await expect(add("nobody", "staff")).rejects.toMatchObject({ name: "UserNotFoundException" });
});
