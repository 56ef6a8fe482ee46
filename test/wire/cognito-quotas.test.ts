import {
  AdminGetUserCommand,
  CreateUserPoolClientCommand,
  DescribeUserPoolClientCommand,
  DescribeUserPoolDomainCommand,
  ListUserPoolsCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { manualClock } from "@latchkey/local/kernel/clock";
import { afterEach, expect, test } from "vitest";
import { createClient, createPool, createUser } from "../support/cognito-fixtures.ts";
import { type LocalAws, localAws } from "../support/local-aws.ts";

let aws: LocalAws;
afterEach(() => aws.close());

const throttled = { name: "TooManyRequestsException", message: "Rate exceeded" };

test("with quotas each operation on app clients is held to 5 requests per second in each pool", async () => {
  const clock = manualClock();
  aws = await localAws({ quotas: true, clock });
  const [pool, other] = [await createPool(aws.cognito), await createPool(aws.cognito)];
  const create = (UserPoolId: string) =>
    aws.cognito.send(new CreateUserPoolClientCommand({ UserPoolId, ClientName: "app" }));
  for (let call = 0; call < 5; call += 1) {
    await create(pool);
    clock.advance(100);
  }
  await expect(create(pool)).rejects.toMatchObject(throttled);
  const { UserPoolClient } = await create(other);
  const { ClientId } = UserPoolClient!;
  await aws.cognito.send(new DescribeUserPoolClientCommand({ UserPoolId: other, ClientId }));
  clock.advance(500);
  await create(pool);
  await expect(create(pool)).rejects.toMatchObject(throttled);
});

test("with quotas the operations of one category share a rate over all pools", async () => {
  const clock = manualClock();
  aws = await localAws({ quotas: true, clock });
  const pools: string[] = [];
  for (let made = 0; made < 4; made += 1) pools.push(await createPool(aws.cognito));
  for (const pool of pools.slice(0, 3)) {
    for (let call = 0; call < 5; call += 1) await createClient(aws.cognito, pool);
  }
  await expect(createClient(aws.cognito, pools[3]!)).rejects.toMatchObject(throttled);
});

test("with quotas reading users has a rate of its own", async () => {
  const clock = manualClock();
  aws = await localAws({ quotas: true, clock });
  const UserPoolId = await createPool(aws.cognito);
  await createUser(aws.cognito, UserPoolId, "ada");
  for (let call = 0; call < 120; call += 1) {
    await aws.cognito.send(new AdminGetUserCommand({ UserPoolId, Username: "ada" }));
  }
  const oneMore = aws.cognito.send(new AdminGetUserCommand({ UserPoolId, Username: "ada" }));
  await expect(oneMore).rejects.toMatchObject(throttled);
});

test("with quotas an operation without a pool is counted by what it names", async () => {
  const clock = manualClock();
  aws = await localAws({ quotas: true, clock });
  const find = (Domain: string) => aws.cognito.send(new DescribeUserPoolDomainCommand({ Domain }));
  for (let call = 0; call < 5; call += 1) await find("one");
  await expect(find("one")).rejects.toMatchObject(throttled);
  await find("other");
  await aws.cognito.send(new ListUserPoolsCommand({ MaxResults: 1 }));
});

test("without quotas nothing is throttled and no client refused", async () => {
  aws = await localAws({ maxClients: 3 });
  const pool = await createPool(aws.cognito);
  for (let made = 0; made < 20; made += 1) await createClient(aws.cognito, pool);
  expect(aws.context.state.clients.size).toBe(20);
});

test("with quotas a pool takes as many clients as it may, and another one after a deletion", async () => {
  const clock = manualClock();
  aws = await localAws({ quotas: true, maxClients: 3, clock });
  const pool = await createPool(aws.cognito);
  for (let made = 0; made < 3; made += 1) await createClient(aws.cognito, pool);
  clock.advance(1000);
  await expect(createClient(aws.cognito, pool)).rejects.toMatchObject({
    name: "LimitExceededException",
    message: "The user pool has reached its quota of 3 app clients.",
  });
  await createClient(aws.cognito, await createPool(aws.cognito));
});
