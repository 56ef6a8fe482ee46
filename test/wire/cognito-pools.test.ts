import {
  CreateUserPoolCommand,
  CreateUserPoolDomainCommand,
  DeleteUserPoolCommand,
  DeleteUserPoolDomainCommand,
  DescribeUserPoolCommand,
  ListTagsForResourceCommand,
  ListUserPoolsCommand,
  ListUsersCommand,
  paginateListUserPools,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateUserPoolCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createClient, createPool, createUser } from "../support/cognito-fixtures.ts";
import { type LocalAws, localAws } from "../support/local-aws.ts";

let aws: LocalAws;
beforeAll(async () => {
  aws = await localAws();
});
afterAll(() => aws.close());

const describePool = async (UserPoolId: string) =>
  (await aws.cognito.send(new DescribeUserPoolCommand({ UserPoolId }))).UserPool!;

const functionArn = (name: string): string => `arn:aws:lambda:eu-west-1:000000000000:function:${name}`;

test("a new pool has AWS's defaults", async () => {
  const id = await createPool(aws.cognito, { PoolName: "my people" });
  const pool = await describePool(id);
  expect(id).toMatch(/^eu-west-1_[0-9A-Za-z]{9}$/);
  expect(pool).toMatchObject({
    Id: id,
    Name: "my people",
    Arn: `arn:aws:cognito-idp:eu-west-1:000000000000:userpool/${id}`,
    UserPoolTier: "ESSENTIALS",
    IssuerConfiguration: { Type: "ORIGINAL" },
    DeletionProtection: "INACTIVE",
    MfaConfiguration: "OFF",
    LambdaConfig: {},
    EstimatedNumberOfUsers: 0,
    AdminCreateUserConfig: { AllowAdminCreateUserOnly: false },
    Policies: { PasswordPolicy: { MinimumLength: 8, RequireSymbols: true } },
  });
  expect(pool.CreationDate).toBeInstanceOf(Date);
  expect(pool.SchemaAttributes).toHaveLength(20);
  expect(pool.Domain).toBeUndefined();
});

test("custom attributes carry their prefix in the schema", async () => {
  const id = await createPool(aws.cognito, {
    Schema: [
      { Name: "email", Required: true, AttributeDataType: "String" },
      { Name: "department", AttributeDataType: "String" },
    ],
  });
  const { SchemaAttributes = [] } = await describePool(id);
  expect(SchemaAttributes.find(({ Name }) => Name === "email")?.Required).toBe(true);
  expect(SchemaAttributes.find(({ Name }) => Name === "custom:department")).toMatchObject({ Mutable: true });
});

test.each([
  ["alias and username attributes together", { AliasAttributes: ["email"], UsernameAttributes: ["email"] }],
  ["a required custom attribute", { Schema: [{ Name: "team", AttributeDataType: "String", Required: true }] }],
  ["another type for a standard attribute", { Schema: [{ Name: "email", AttributeDataType: "Number" }] }],
] as const)("a pool with %s is refused", async (_, settings) => {
  const create = aws.cognito.send(
    new CreateUserPoolCommand({ PoolName: "people", ...structuredClone(settings) } as never),
  );
  await expect(create).rejects.toMatchObject({ name: "InvalidParameterException" });
});

test("UpdateUserPool resets what is omitted and keeps name, tags and what is fixed at creation", async () => {
  const id = await createPool(aws.cognito, {
    PoolName: "kept",
    UsernameAttributes: ["email"],
    UsernameConfiguration: { CaseSensitive: false },
    AutoVerifiedAttributes: ["email"],
    UserPoolTags: { stage: "test" },
    Policies: { PasswordPolicy: { MinimumLength: 20 } },
    LambdaConfig: { PreSignUp: functionArn("pre"), PostConfirmation: functionArn("post") },
  });
  await aws.cognito.send(
    new UpdateUserPoolCommand({ UserPoolId: id, LambdaConfig: { PostConfirmation: functionArn("post") } }),
  );
  const pool = await describePool(id);
  expect(pool).toMatchObject({
    Name: "kept",
    UsernameAttributes: ["email"],
    UsernameConfiguration: { CaseSensitive: false },
    UserPoolTags: { stage: "test" },
    Policies: { PasswordPolicy: { MinimumLength: 8 } },
  });
  expect(pool.LambdaConfig).toEqual({ PostConfirmation: functionArn("post") });
  expect(pool.AutoVerifiedAttributes).toBeUndefined();
});

test("the two members for a token function name the same one", async () => {
  const id = await createPool(aws.cognito, { LambdaConfig: { PreTokenGeneration: functionArn("token") } });
  expect((await describePool(id)).LambdaConfig).toEqual({
    PreTokenGeneration: functionArn("token"),
    PreTokenGenerationConfig: { LambdaVersion: "V1_0", LambdaArn: functionArn("token") },
  });
  const differing = {
    PreTokenGeneration: functionArn("token"),
    PreTokenGenerationConfig: { LambdaVersion: "V2_0", LambdaArn: functionArn("other") },
  } as const;
  await expect(createPool(aws.cognito, { LambdaConfig: differing })).rejects.toThrow(/different Lambda function ARN/);
});

test("a Lite pool has no token customisation beyond the first version", async () => {
  const PreTokenGenerationConfig = { LambdaVersion: "V2_0", LambdaArn: functionArn("token") } as const;
  const create = createPool(aws.cognito, { UserPoolTier: "LITE", LambdaConfig: { PreTokenGenerationConfig } });
  await expect(create).rejects.toMatchObject({ name: "FeatureUnavailableInTierException" });
});

test("a required second factor is refused, because sign-in here would skip it", async () => {
  await expect(createPool(aws.cognito, { MfaConfiguration: "ON" })).rejects.toMatchObject({
    name: "InvalidParameterException",
    message: "MfaConfiguration ON is not served here: use OPTIONAL or OFF.",
  });
  await createPool(aws.cognito, { MfaConfiguration: "OPTIONAL" });
});

test("deleting a pool takes everything in it along, but not while it has a domain", async () => {
  const id = await createPool(aws.cognito);
  await createClient(aws.cognito, id, { GenerateSecret: true });
  await createUser(aws.cognito, id, "ada");
  await aws.cognito.send(new CreateUserPoolDomainCommand({ UserPoolId: id, Domain: "doomed" }));
  const remove = new DeleteUserPoolCommand({ UserPoolId: id });
  await expect(aws.cognito.send(remove)).rejects.toThrow(/domain configured that should be deleted first/);
  await aws.cognito.send(new DeleteUserPoolDomainCommand({ UserPoolId: id, Domain: "doomed" }));
  await aws.cognito.send(remove);
  const gone = { name: "ResourceNotFoundException", message: `User pool ${id} does not exist.` };
  await expect(describePool(id)).rejects.toMatchObject(gone);
  await expect(aws.cognito.send(new ListUsersCommand({ UserPoolId: id }))).rejects.toMatchObject(gone);
  const { clients, users } = aws.context.state;
  expect([...clients.values(), ...users.values()].filter(({ poolId }) => poolId === id)).toEqual([]);
});

test("a protected pool cannot be deleted", async () => {
  const id = await createPool(aws.cognito, { DeletionProtection: "ACTIVE" });
  const remove = aws.cognito.send(new DeleteUserPoolCommand({ UserPoolId: id }));
  await expect(remove).rejects.toMatchObject({ name: "InvalidParameterException" });
});

test("ListUserPools pages through every pool once", async () => {
  const created = await Promise.all(["one", "two", "three"].map((PoolName) => createPool(aws.cognito, { PoolName })));
  const seen: (string | undefined)[] = [];
  for await (const page of paginateListUserPools({ client: aws.cognito, pageSize: 2 }, { MaxResults: 2 })) {
    expect(page.UserPools!.length).toBeLessThanOrEqual(2);
    seen.push(...page.UserPools!.map(({ Id }) => Id));
  }
  expect(seen).toEqual(expect.arrayContaining(created));
  expect(new Set(seen).size).toBe(seen.length);
  const forged = aws.cognito.send(new ListUserPoolsCommand({ MaxResults: 2, NextToken: "forged" }));
  await expect(forged).rejects.toMatchObject({ name: "InvalidParameterException" });
});

test("tags of a pool are added, replaced and removed by key", async () => {
  const id = await createPool(aws.cognito, { UserPoolTags: { stage: "dev", team: "a" } });
  const { Arn: ResourceArn } = await describePool(id);
  await aws.cognito.send(new TagResourceCommand({ ResourceArn, Tags: { team: "b", cost: "1" } }));
  await aws.cognito.send(new UntagResourceCommand({ ResourceArn, TagKeys: ["stage"] }));
  const { Tags } = await aws.cognito.send(new ListTagsForResourceCommand({ ResourceArn }));
  expect(Tags).toEqual({ team: "b", cost: "1" });
  const elsewhere = ResourceArn!.replace("000000000000", "111111111111");
  const tags = aws.cognito.send(new ListTagsForResourceCommand({ ResourceArn: elsewhere }));
  await expect(tags).rejects.toMatchObject({ name: "ResourceNotFoundException" });
});
