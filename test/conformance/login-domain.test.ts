import {
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
  CreateUserPoolDomainCommand,
  DeleteUserPoolDomainCommand,
  DescribeUserPoolCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type TestAws, testAws } from "../support/test-aws.ts";

let aws: TestAws;
let prefix: string;

beforeAll(async () => {
  aws = await testAws({ managedLogin: true });
  const { UserPool } = await aws.clients.cognito.send(new DescribeUserPoolCommand({ UserPoolId: aws.userPoolId }));
  prefix = UserPool!.Domain!;
});
afterAll(() => aws.close());
afterEach(() => aws.faults.clear());

const poolAt = (domain: string, id = aws.userPoolId) => ({ ...aws.services.deployment.pool, id, domain });
const statusAt = (domain: string, id?: string) => aws.services.domain.status(poolAt(domain, id), {});
const newPool = async () =>
  (await aws.clients.cognito.send(new CreateUserPoolCommand({ PoolName: "other" }))).UserPool!.Id!;

describe("the login domain", () => {
  it("is found by its prefix", async () => {
    expect(await statusAt(`https://${prefix}.auth.eu-west-1.amazoncognito.com`)).toBe("ACTIVE");
    expect(await statusAt(`https://${prefix}.auth-fips.us-gov-west-1.amazoncognito.com`)).toBe("ACTIVE");
    expect(await statusAt("https://nobody.auth.eu-west-1.amazoncognito.com")).toBeUndefined();
  });

  it("is asked for once, by name alone", async () => {
    aws.faults.forget();
    await statusAt(`https://${prefix}.auth.eu-west-1.amazoncognito.com`);
    expect(aws.faults.calls.map(({ operation, input }) => ({ operation, input }))).toEqual([
      { operation: "DescribeUserPoolDomain", input: { Domain: prefix } },
    ]);
  });

  it("is found by its host when it is a custom one", async () => {
    expect(await statusAt("https://login.example.com")).toBeUndefined();
    await aws.clients.cognito.send(
      new CreateUserPoolDomainCommand({
        UserPoolId: aws.userPoolId,
        Domain: "login.example.com",
        CustomDomainConfig: { CertificateArn: "arn:aws:acm:us-east-1:123456789012:certificate/a" },
      }),
    );
    expect(await statusAt("https://login.example.com")).toBe("ACTIVE");
  });

  it("is not that of another pool", async () => {
    const id = await newPool();
    expect(await statusAt(`https://${prefix}.auth.eu-west-1.amazoncognito.com`, id)).toBeUndefined();
  });

  it("is the pool's own where a machine stands in for Cognito", async () => {
    const { port } = new URL(aws.services.deployment.pool.domain);
    for (const host of ["localhost", "127.0.0.1", "[::1]"])
      expect(await statusAt(`http://${host}:${port}`)).toBe("ACTIVE");
    const id = await newPool();
    expect(await statusAt("http://localhost:4001", id)).toBeUndefined();
    const domain = { UserPoolId: id, Domain: "soon-gone" };
    await aws.clients.cognito.send(new CreateUserPoolDomainCommand(domain));
    expect(await statusAt("http://localhost:4001", id)).toBe("ACTIVE");
    await aws.clients.cognito.send(new DeleteUserPoolDomainCommand(domain));
    expect(await statusAt("http://localhost:4001", id)).toBeUndefined();
    expect(await statusAt("http://localhost:4001", "eu-west-1_nobody000")).toBeUndefined();
  });

  it("cannot be told of when Cognito does not answer", async () => {
    aws.faults.add({
      service: "cognito-idp",
      operation: "DescribeUserPoolDomain",
      fault: { kind: "error", type: "NotAuthorizedException" },
    });
    await expect(statusAt("https://login.example.com")).rejects.toMatchObject({
      failure: "rejected",
      operation: "cognito-idp:DescribeUserPoolDomain",
    });
  });
});

describe("a branding style", () => {
  const hasStyle = (clientId: string) => aws.services.domain.hasStyle(aws.services.deployment.pool, clientId, {});

  it("is there once the client has been given one, and until it is taken away", async () => {
    const { pool } = aws.services.deployment;
    const { UserPoolClient } = await aws.clients.cognito.send(
      new CreateUserPoolClientCommand({ UserPoolId: pool.id, ClientName: "app" }),
    );
    const clientId = UserPoolClient!.ClientId!;
    expect(await hasStyle(clientId)).toBe(false);
    await aws.services.appClients.brand(pool, clientId, {});
    expect(await hasStyle(clientId)).toBe(true);
    await aws.services.appClients.unbrand(pool, clientId, {});
    expect(await hasStyle(clientId)).toBe(false);
    expect(await hasStyle("nobody0000000000000000000")).toBe(false);
  });

  it("is asked for again when the answer was lost", async () => {
    const operation = "DescribeManagedLoginBrandingByClient";
    aws.faults.add({ service: "cognito-idp", operation, call: 1, fault: { kind: "reset-after" } });
    expect(await hasStyle("nobody0000000000000000000")).toBe(false);
  });
});
