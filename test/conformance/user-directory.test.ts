import {
  AdminCreateUserCommand,
  AdminDisableUserCommand,
  AdminGetUserCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { UpstreamError } from "@latchkey/core/upstream";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createPool } from "../support/cognito-fixtures.ts";
import { groupsOf, registerPartner, userWith } from "../support/sign-up-triggers.ts";
import { type TestAws, testAws } from "../support/test-aws.ts";

let aws: TestAws;
let pool: { readonly id: string };
let people = 0;

beforeAll(async () => {
  aws = await testAws();
  pool = { id: aws.userPoolId };
  await registerPartner(aws);
});
afterAll(() => aws.close());

const users = () => aws.services.users;
const newEmail = (): string => `person-${++people}@example.com`;

describe("a user", () => {
  it("is found with what policies ask about, and nobody is found who is not there", async () => {
    const email = newEmail();
    const before = Date.now();
    const username = await userWith(aws, email, { verified: false });
    const found = await users().find(pool, username, {});
    expect(found).toMatchObject({ username, status: "CONFIRMED", enabled: true, email, emailVerified: false });
    // Cognito's dates are rounded to the second or finer.
    expect(Math.abs(found!.createdAt - before)).toBeLessThan(60_000);
    await aws.clients.cognito.send(new AdminDisableUserCommand({ UserPoolId: pool.id, Username: username }));
    expect(await users().find(pool, username, {})).toMatchObject({ enabled: false });
    expect(await users().find(pool, "nobody", {})).toBeUndefined();
  });

  it("is found by their address, exactly, also when the address tries to be a filter of its own", async () => {
    const email = newEmail();
    const username = await userWith(aws, email);
    expect(await users().byEmail(pool, email, {})).toMatchObject([{ username, email, emailVerified: true }]);
    for (const other of [
      `x${email}`,
      email.slice(0, -1),
      `${email}"`,
      `x" or email = "${email}`,
      '" or email ^= "',
      `${email}\\`,
      '\\" or email ^= \\"',
    ])
      expect(await users().byEmail(pool, other, {}), other).toEqual([]);
  });

  it("is found behind any number of others who claim the same address", async () => {
    // A pool in which names are not addresses lets any number of users claim one.
    const other = { id: await createPool(aws.clients.cognito) };
    const UserAttributes = [{ Name: "email", Value: "ann@example.com" }];
    for (let index = 0; index < 62; index += 1)
      await aws.clients.cognito.send(
        new AdminCreateUserCommand({ UserPoolId: other.id, Username: `user-${index}`, UserAttributes }),
      );
    expect(await users().byEmail(other, "ann@example.com", {})).toHaveLength(62);
    expect(await users().byEmail(pool, "ann@example.com", {})).toEqual([]);
  });
});

describe("a link", () => {
  const identitiesOf = async (Username: string): Promise<string | undefined> => {
    const user = await aws.clients.cognito.send(new AdminGetUserCommand({ UserPoolId: pool.id, Username }));
    return user.UserAttributes?.find(({ Name }) => Name === "identities")?.Value;
  };

  it("is made once, however often it is asked for", async () => {
    const username = await userWith(aws, newEmail());
    const identity = { provider: "Partner", subject: "a_b" };
    await Promise.all([1, 2, 3].map(() => users().link(pool, username, identity, {})));
    await users().link(pool, username, identity, {});
    expect(JSON.parse((await identitiesOf(username)) ?? "")).toMatchObject([
      { providerName: "Partner", userId: "a_b" },
    ]);
  });

  it("is refused where the identity is another user's, or the provider unknown", async () => {
    const [one, other] = [await userWith(aws, newEmail()), await userWith(aws, newEmail())];
    await users().link(pool, one, { provider: "Partner", subject: "taken" }, {});
    for (const identity of [
      { provider: "Partner", subject: "taken" },
      { provider: "partner", subject: "new" },
      { provider: "Nobody", subject: "new" },
    ])
      await expect(users().link(pool, other, identity, {})).rejects.toMatchObject({ failure: "rejected" });
    expect(await identitiesOf(other)).toBeUndefined();
  });

  it("whose answer was lost is made", async () => {
    const username = await userWith(aws, newEmail());
    const rule = { service: "cognito-idp", operation: "AdminLinkProviderForUser", call: 1 } as const;
    const off = aws.faults.add({ ...rule, fault: { kind: "reset-after" } });
    await users().link(pool, username, { provider: "Partner", subject: "lost" }, {});
    off();
    expect(JSON.parse((await identitiesOf(username)) ?? "")).toHaveLength(1);
  });
});

describe("groups", () => {
  const groups = () => aws.services.groups;

  it("are made once and deleted once, and both may be asked for again", async () => {
    for (let time = 0; time < 2; time += 1) await groups().ensure(aws.services.deployment.pool, "team", "A team", {});
    const username = await userWith(aws, newEmail());
    await users().addToGroup(pool, username, "team", {});
    for (let time = 0; time < 2; time += 1) await groups().remove(aws.services.deployment.pool, "team", {});
    await expect(users().addToGroup(pool, username, "team", {})).rejects.toMatchObject({ failure: "rejected" });
  });

  it("take a member once, and show all that a user is in", async () => {
    const { pool: whole } = aws.services.deployment;
    const username = await userWith(aws, newEmail());
    const names = Array.from({ length: 65 }, (_, index) => `many-${String(index).padStart(2, "0")}`);
    for (const name of names) await groups().ensure(whole, name, "One of many", {});
    for (const name of [...names, "many-00"]) await users().addToGroup(pool, username, name, {});
    const found = await users().groupsOf(pool, username, {});
    expect([...found].sort((one, other) => (one < other ? -1 : 1))).toEqual(names);
    expect(await groupsOf(aws, username)).toHaveLength(60);
  });

  it("take nobody who is not there", async () => {
    await groups().ensure(aws.services.deployment.pool, "empty", "Nobody's", {});
    await expect(users().addToGroup(pool, "nobody", "empty", {})).rejects.toThrow(UpstreamError);
  });
});
