import {
  CreateUserPoolDomainCommand,
  type CreateUserPoolDomainCommandInput,
  DeleteUserPoolDomainCommand,
  DescribeUserPoolCommand,
  DescribeUserPoolDomainCommand,
  UpdateUserPoolDomainCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createPool } from "../support/cognito-fixtures.ts";
import { type LocalAws, localAws } from "../support/local-aws.ts";

let aws: LocalAws;
beforeAll(async () => {
  aws = await localAws();
});
afterAll(() => aws.close());

const create = (input: CreateUserPoolDomainCommandInput) => aws.cognito.send(new CreateUserPoolDomainCommand(input));

const describeDomain = async (Domain: string) =>
  (await aws.cognito.send(new DescribeUserPoolDomainCommand({ Domain }))).DomainDescription!;

const CustomDomainConfig = { CertificateArn: "arn:aws:acm:us-east-1:000000000000:certificate/c" };

test("a pool has at most one prefix and one custom domain, and DescribeUserPool names both", async () => {
  const UserPoolId = await createPool(aws.cognito);
  await create({ UserPoolId, Domain: "first-prefix" });
  const { CloudFrontDomain } = await create({ UserPoolId, Domain: "auth.example.com", CustomDomainConfig });
  expect(await describeDomain("auth.example.com")).toMatchObject({
    CustomDomainConfig,
    CloudFrontDistribution: CloudFrontDomain,
  });
  await expect(create({ UserPoolId, Domain: "second-prefix" })).rejects.toThrow(
    "User pool already has a domain configured.",
  );
  const second = create({ UserPoolId, Domain: "login.example.com", CustomDomainConfig });
  await expect(second).rejects.toThrow("User pool already has a custom domain configured.");
  const { UserPool } = await aws.cognito.send(new DescribeUserPoolCommand({ UserPoolId }));
  expect(UserPool).toMatchObject({ Domain: "first-prefix", CustomDomain: "auth.example.com" });
});

test("a domain is classic unless managed login is asked for, and can change over", async () => {
  const UserPoolId = await createPool(aws.cognito);
  await create({ UserPoolId, Domain: "changing" });
  expect(await describeDomain("changing")).toMatchObject({ UserPoolId, Status: "ACTIVE", ManagedLoginVersion: 1 });
  await aws.cognito.send(new UpdateUserPoolDomainCommand({ UserPoolId, Domain: "changing", ManagedLoginVersion: 2 }));
  expect((await describeDomain("changing")).ManagedLoginVersion).toBe(2);
});

test("an unknown domain has an empty description instead of an error", async () => {
  expect(await describeDomain("nobody-has-this")).toEqual({});
});

test("a domain belongs to one pool and only that pool can delete it", async () => {
  const [UserPoolId, other] = [await createPool(aws.cognito), await createPool(aws.cognito)];
  await create({ UserPoolId, Domain: "taken" });
  await expect(create({ UserPoolId: other, Domain: "taken" })).rejects.toThrow(
    "Domain already associated with another user pool.",
  );
  const foreign = aws.cognito.send(new DeleteUserPoolDomainCommand({ UserPoolId: other, Domain: "taken" }));
  await expect(foreign).rejects.toThrow("No such domain or user pool exists.");
  await aws.cognito.send(new DeleteUserPoolDomainCommand({ UserPoolId, Domain: "taken" }));
  await create({ UserPoolId: other, Domain: "taken" });
});

test("the Lite plan refuses managed login", async () => {
  const UserPoolId = await createPool(aws.cognito, { UserPoolTier: "LITE" });
  const refused = { name: "FeatureUnavailableInTierException" };
  await expect(create({ UserPoolId, Domain: "lite", ManagedLoginVersion: 2 })).rejects.toMatchObject(refused);
  await create({ UserPoolId, Domain: "lite", ManagedLoginVersion: 1 });
  const change = new UpdateUserPoolDomainCommand({ UserPoolId, Domain: "lite", ManagedLoginVersion: 2 });
  await expect(aws.cognito.send(change)).rejects.toMatchObject(refused);
});

test.each([
  ["upper case", { Domain: "Upper" }],
  ["a reserved word", { Domain: "my-cognito-login" }],
  ["a dot without a certificate", { Domain: "auth.example.com" }],
  ["a custom domain that is only a prefix", { Domain: "prefix", CustomDomainConfig }],
  [
    "a certificate of another region",
    {
      Domain: "auth.example.org",
      CustomDomainConfig: { CertificateArn: "arn:aws:acm:eu-west-1:000000000000:certificate/c" },
    },
  ],
  ["a version that does not exist", { Domain: "three", ManagedLoginVersion: 3 }],
])("a domain with %s is refused", async (_, input) => {
  const UserPoolId = await createPool(aws.cognito);
  await expect(create({ UserPoolId, ...input })).rejects.toMatchObject({ name: "InvalidParameterException" });
});

test("a reserved word inside a longer one is no reserved word", async () => {
  const UserPoolId = await createPool(aws.cognito);
  await create({ UserPoolId, Domain: "awesome-cognitoid" });
  expect((await describeDomain("awesome-cognitoid")).UserPoolId).toBe(UserPoolId);
});
