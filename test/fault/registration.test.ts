import type { Integration } from "@latchkey/core/integration";
import type { Registration } from "@latchkey/core/usecases/register";
import { register } from "@latchkey/core/usecases/register";
import { remove } from "@latchkey/core/usecases/remove";
import { manualClock } from "@latchkey/local/kernel/clock";
import type { Fault } from "@latchkey/local/kernel/faults";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { readWorld, violations } from "../support/invariants.ts";
import { reconcileOnce } from "../support/reconcile-once.ts";
import { type TestAws, testAws } from "../support/test-aws.ts";

const caller = { owner: "client:portal" as const, admin: false };
const CALL_MS = 400;

/** What can go wrong with any one call. `late` lands after the request has been answered, before the operation settles. */
const FAULTS: readonly Fault[] = [
  { kind: "throttle" },
  { kind: "error", type: "InternalErrorException" },
  { kind: "reset-before" },
  { kind: "reset-after" },
  { kind: "hang" },
  { kind: "late", ms: 200 },
];

/** The upstream calls of a registration and a removal without faults. A new call has to be added here, and is then tried too. */
const REGISTER = [
  ["dynamodb", "TransactWriteItems", 1],
  ["secretsmanager", "CreateSecret", 1],
  ["cognito-idp", "CreateUserPoolClient", 1],
  ["dynamodb", "TransactWriteItems", 2],
] as const;
const REMOVE = [
  ["dynamodb", "GetItem", 1],
  ["dynamodb", "TransactWriteItems", 1],
  ["cognito-idp", "DeleteUserPoolClient", 1],
  ["secretsmanager", "DeleteSecret", 1],
  ["dynamodb", "TransactWriteItems", 2],
] as const;

let aws: TestAws;
let count = 0;

beforeAll(async () => {
  aws = await testAws({}, CALL_MS);
});
afterAll(() => aws.close());
afterEach(() => aws.faults.clear());

const request = (key?: string) => ({
  caller,
  mode: "inline" as const,
  input: {
    connector: "gitlab",
    name: `GitLab ${++count}`,
    settings: { baseUrl: "https://gitlab.example.com" },
    labels: {},
  },
  ...(key !== undefined && { idempotency: { key, requestHash: "same" } }),
});

const callsMade = () => aws.faults.calls.map(({ service, operation }) => `${service}:${operation}`).sort();
const listed = (calls: readonly (readonly [string, string, number])[]) =>
  calls.map(([service, operation]) => `${service}:${operation}`).sort();

const nothingDue = (row: Integration): boolean => row.operation === undefined && row.sweepAt === undefined;

/** Lets the reconciler work until every row is as wanted: by default, until nothing is due any more. */
async function recover(where: TestAws = aws, settled = nothingDue): Promise<void> {
  const end = Date.now() + 20_000;
  while (Date.now() < end) {
    await reconcileOnce(where.services);
    const { rows } = await readWorld(where);
    if (rows.every(settled)) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

const outcomeOf = async (work: Promise<Registration>): Promise<string> => {
  try {
    return (await work).integration.state;
  } catch (error) {
    return error instanceof Error ? error.name : "thrown";
  }
};

describe("registration", () => {
  it("makes the calls that are listed, and no others", async () => {
    aws.faults.forget();
    const { integration } = await register(aws.services, request(), {});
    expect(callsMade()).toEqual(listed(REGISTER));
    aws.faults.forget();
    await remove(aws.services, { caller, id: integration.id }, {});
    expect(callsMade()).toEqual(listed(REMOVE));
  });

  describe.each(REGISTER)("when %s %s number %i fails", (service, operation, call) => {
    it.each(FAULTS)("recovers from $kind to exactly one client and secret, or none", async (fault) => {
      aws.faults.add({ service, operation, call, fault });
      const key = `key-${count}`;
      const attempt = request(key);
      const outcome = await outcomeOf(register(aws.services, attempt, {}));
      expect(["active", "provisioning", "LatchkeyError", "UpstreamError"]).toContain(outcome);
      aws.faults.clear();
      await recover();
      expect(await violations(aws)).toEqual([]);
      // The same key leads to the one integration that the first request made, or makes it now.
      const again = await register(aws.services, attempt, {});
      expect(again.integration.state).toBe("active");
      const { rows } = await readWorld(aws);
      expect(rows.filter((row) => row.name === attempt.input.name && row.state === "active")).toHaveLength(1);
    });
  });

  it("is undone and says so when the pool is full, and leaves its name free", async () => {
    const rule = { service: "cognito-idp", operation: "CreateUserPoolClient" } as const;
    aws.faults.add({ ...rule, fault: { kind: "error", type: "LimitExceededException" } });
    const attempt = request("full");
    await expect(register(aws.services, attempt, {})).rejects.toMatchObject({ code: "pool-full" });
    aws.faults.clear();
    expect(await violations(aws)).toEqual([]);
    await expect(register(aws.services, attempt, {})).rejects.toMatchObject({ code: "operation-ended" });
    const { idempotency: _, ...fresh } = attempt;
    expect((await register(aws.services, fresh, {})).integration.state).toBe("active");
  });

  it("does not repeat a client creation whose answer was lost", async () => {
    aws.faults.add({
      service: "cognito-idp",
      operation: "CreateUserPoolClient",
      call: 1,
      fault: { kind: "reset-after" },
    });
    aws.faults.forget();
    const { integration } = await register(aws.services, request(), {});
    expect(integration.state).toBe("provisioning");
    expect(callsMade().filter((call) => call === "cognito-idp:CreateUserPoolClient")).toHaveLength(1);
    await recover();
    const adopted = (await readWorld(aws)).rows.find((row) => row.id === integration.id);
    expect(adopted).toMatchObject({ state: "active", verifiedAt: expect.any(Number) });
  });

  it("lets two recoveries at once end in one client", async () => {
    aws.faults.add({
      service: "cognito-idp",
      operation: "CreateUserPoolClient",
      call: 1,
      fault: { kind: "reset-before" },
    });
    await register(aws.services, request(), {});
    aws.faults.clear();
    await new Promise((resolve) => setTimeout(resolve, 350));
    await Promise.all([1, 2, 3].map(() => reconcileOnce(aws.services)));
    await recover();
    expect(await violations(aws)).toEqual([]);
  });
});

describe("removal", () => {
  describe.each(REMOVE)("when %s %s number %i fails", (service, operation, call) => {
    it.each(FAULTS)("recovers from $kind and leaves nothing", async (fault) => {
      const { integration } = await register(aws.services, request(), {});
      aws.faults.add({ service, operation, call, fault });
      await remove(aws.services, { caller, id: integration.id }, {}).catch(() => undefined);
      aws.faults.clear();
      await recover();
      // A removal that was refused before it began is repeated by its caller.
      await remove(aws.services, { caller, id: integration.id }, {});
      await recover();
      expect(await violations(aws)).toEqual([]);
      expect((await readWorld(aws)).rows.find((row) => row.id === integration.id)?.state).toBe("removed");
    });
  });

  it("supersedes a registration that is still open", async () => {
    aws.faults.add({
      service: "cognito-idp",
      operation: "CreateUserPoolClient",
      call: 1,
      fault: { kind: "late", ms: 200 },
    });
    const { integration } = await register(aws.services, request(), {});
    expect(await remove(aws.services, { caller, id: integration.id }, {})).toEqual({ state: "removing" });
    aws.faults.clear();
    await recover();
    expect(await violations(aws)).toEqual([]);
  });
});

describe("a client that lands late", () => {
  it("is deleted by a later sweep, although the registration was finished without it", async () => {
    // Only the stand-in's time stands still: the client lands when the test says so.
    const clock = manualClock();
    const late = await testAws({ clock });
    try {
      const rule = { service: "cognito-idp", operation: "CreateUserPoolClient", call: 1 } as const;
      late.faults.add({ ...rule, fault: { kind: "late", ms: 60_000 } });
      const { integration } = await register(late.services, request(), {});
      await recover(late, (row) => row.state === "active");
      clock.advance(60_000);
      await recover(late);
      expect(await violations(late)).toEqual([]);
      expect(late.logs.filter((line) => line.includes("landed late") && line.includes(integration.id))).toHaveLength(1);
    } finally {
      await late.close();
    }
  });
});
