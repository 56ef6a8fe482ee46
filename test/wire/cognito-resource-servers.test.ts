import {
  CreateResourceServerCommand,
  DeleteResourceServerCommand,
  DescribeResourceServerCommand,
  DescribeUserPoolClientCommand,
  ListResourceServersCommand,
  type ResourceServerScopeType,
  UpdateResourceServerCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createClient, createPool } from "../support/cognito-fixtures.ts";
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

const scope = (ScopeName: string): ResourceServerScopeType => ({ ScopeName, ScopeDescription: ScopeName });

const create = (Identifier: string, ...Scopes: ResourceServerScopeType[]) =>
  aws.cognito.send(new CreateResourceServerCommand({ UserPoolId, Identifier, Name: "api", Scopes }));

const find = (Identifier: string) => aws.cognito.send(new DescribeResourceServerCommand({ UserPoolId, Identifier }));

test("a resource server is created once, described, replaced and deleted", async () => {
  await create("api", scope("read"));
  await expect(create("api")).rejects.toThrow(`api already exists in user pool ${UserPoolId}.`);
  const update = { UserPoolId, Identifier: "api", Name: "renamed", Scopes: [scope("write")] };
  await aws.cognito.send(new UpdateResourceServerCommand(update));
  expect((await find("api")).ResourceServer).toEqual(update);
  await aws.cognito.send(new DeleteResourceServerCommand({ UserPoolId, Identifier: "api" }));
  await expect(find("api")).rejects.toMatchObject({ name: "ResourceNotFoundException" });
});

test("one scope is not given twice", async () => {
  await expect(create("api", scope("read"), scope("read"))).rejects.toMatchObject({
    name: "InvalidParameterException",
  });
});

test("a scope that is deleted stays on the clients that had it", async () => {
  await create("https://api.example/v1", scope("read"));
  const AllowedOAuthScopes = ["https://api.example/v1/read"];
  const { ClientId } = await createClient(aws.cognito, UserPoolId, {
    GenerateSecret: true,
    AllowedOAuthFlowsUserPoolClient: true,
    AllowedOAuthFlows: ["client_credentials"],
    AllowedOAuthScopes,
  });
  const gone = { UserPoolId, Identifier: "https://api.example/v1", Name: "api", Scopes: [] };
  await aws.cognito.send(new UpdateResourceServerCommand(gone));
  const { UserPoolClient } = await aws.cognito.send(new DescribeUserPoolClientCommand({ UserPoolId, ClientId }));
  expect(UserPoolClient!.AllowedOAuthScopes).toEqual(AllowedOAuthScopes);
});

test("resource servers are listed in pages", async () => {
  for (const identifier of ["a", "b", "c"]) await create(identifier);
  const first = await aws.cognito.send(new ListResourceServersCommand({ UserPoolId, MaxResults: 2 }));
  const { NextToken } = first;
  const second = await aws.cognito.send(new ListResourceServersCommand({ UserPoolId, MaxResults: 2, NextToken }));
  const seen = [...first.ResourceServers!, ...second.ResourceServers!].map(({ Identifier }) => Identifier);
  expect(seen).toEqual(["a", "b", "c"]);
  expect(second.NextToken).toBeUndefined();
});
