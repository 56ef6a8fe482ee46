import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CognitoIdentityProviderClient,
  CreateUserPoolClientCommand,
  DeleteUserPoolClientCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { acceleratedClock, manualClock } from "@latchkey/local/kernel/clock";
import { type AwsOptions, REGION, type RunningAws, startAws } from "@latchkey/local/stack/start-aws";
import { type Stack, type StackOptions, startStack } from "@latchkey/local/stack/start-stack";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { sharedSigningKeys } from "../support/signing-keys.ts";

const closing: (() => Promise<unknown> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

const credentials = { accessKeyId: "local", secretAccessKey: "local" };

/** Cognito with its quotas, and how to make and delete app clients. */
async function quotas(options: Partial<AwsOptions>) {
  const aws: RunningAws = await startAws({ loginPort: 0, signingKeys: sharedSigningKeys, quotas: true, ...options });
  const cognito = new CognitoIdentityProviderClient({
    endpoint: aws.origin,
    region: REGION,
    credentials,
    maxAttempts: 1,
  });
  closing.push(
    () => aws.close(),
    () => cognito.destroy(),
  );
  const UserPoolId = aws.provisions.userPoolId;
  return {
    aws,
    create: () => cognito.send(new CreateUserPoolClientCommand({ UserPoolId, ClientName: "app" })),
    remove: (ClientId: string | undefined) => cognito.send(new DeleteUserPoolClientCommand({ UserPoolId, ClientId })),
  };
}

describe("the quotas of a stand-in", () => {
  test("follow its clock: five creations fit into one of its seconds", async () => {
    const clock = manualClock();
    const { create } = await quotas({ clock });
    clock.advance(1000);
    for (let made = 0; made < 5; made += 1) await create();
    await expect(create()).rejects.toMatchObject({ name: "TooManyRequestsException" });
    clock.advance(1000);
    await create();
  });

  test("let more through when its time runs faster than the machine's", async () => {
    const { create, aws } = await quotas({ clock: acceleratedClock(10_000) });
    for (let made = 0; made < 30; made += 1) await create();
    expect(aws.cognito.clients.size).toBe(31);
  });

  test("hold a pool to the number of app clients that is set", async () => {
    const clock = manualClock();
    // One is the portal's.
    const { create, remove } = await quotas({ clock, maxClients: 3 });
    clock.advance(1000);
    await create();
    const { UserPoolClient } = await create();
    await expect(create()).rejects.toMatchObject({ name: "LimitExceededException" });
    await remove(UserPoolClient?.ClientId);
    await create();
  });
});

describe("a stack", () => {
  let bundles: string;
  let stack: Stack;

  const own = async (options: Partial<StackOptions>): Promise<Stack> => {
    const started = await startStack({ port: 0, loginPort: 0, bundles, signingKeys: sharedSigningKeys, ...options });
    closing.push(() => started.close());
    return started;
  };

  beforeAll(async () => {
    bundles = await mkdtemp(join(tmpdir(), "latchkey-bundles-"));
    const code = (name: string) => `
      export const handler = async (event) => {
        if (event.fail) throw new RangeError(event.fail);
        console.log("ran");
        return { function: ${JSON.stringify(name)}, event, environment: { ...process.env } };
      };`;
    for (const name of ["read", "write", "reveal", "reconcile"]) {
      await mkdir(join(bundles, name));
      await writeFile(join(bundles, name, "bundle.mjs"), code(name));
    }
    stack = await startStack({
      port: 0,
      loginPort: 0,
      bundles,
      signingKeys: sharedSigningKeys,
      env: { LATCHKEY_EXTRA: "everywhere", LATCHKEY_LIMIT_PER_OWNER: "7" },
    });
  });
  afterAll(async () => {
    await stack.close();
    await rm(bundles, { recursive: true });
  });

  test.each(["read", "write", "reveal", "reconcile"])(
    "runs its function %s with an event of one's own",
    async (name) => {
      expect(await stack.invoke(name, { hello: "there" })).toMatchObject({ function: name, event: { hello: "there" } });
    },
  );

  test("tells why a function failed, or that there is none of that name", async () => {
    const thrown = { name: "FunctionError", kind: "thrown", errorType: "RangeError", message: "too far" };
    await expect(stack.invoke("reconcile", { fail: "too far" })).rejects.toMatchObject(thrown);
    await expect(stack.invoke("nothing", {})).rejects.toMatchObject({ name: "FunctionError", kind: "missing" });
  });

  test("gives every function the further variables, which win over its own", async () => {
    for (const name of ["read", "reconcile"]) {
      expect(await stack.invoke(name, {})).toMatchObject({
        environment: {
          LATCHKEY_EXTRA: "everywhere",
          LATCHKEY_LIMIT_PER_OWNER: "7",
          AWS_ENDPOINT_URL_EVENTBRIDGE: stack.aws.origin,
        },
      });
    }
  });

  test("runs the reconciler by itself only when it is told how often", async () => {
    const ran: string[] = [];
    const onLog = ({ function: name }: { readonly function: string }) => void ran.push(name);
    await own({ reconcileEveryMs: 10, onLog });
    await vi.waitFor(() => expect(ran.length).toBeGreaterThan(2));
    const quiet: string[] = [];
    const still = await own({ onLog: ({ function: name }) => quiet.push(name) });
    const before = ran.length;
    await vi.waitFor(() => expect(ran.length).toBeGreaterThan(before + 2));
    expect(quiet).toEqual([]);
    expect(await still.reconcile()).toMatchObject({ function: "reconcile" });
    await vi.waitFor(() => expect(quiet).toEqual(["latchkey-local-reconcile"]));
  });

  test("runs on the clock that it is given, and lets its stand-in be changed", async () => {
    const clock = manualClock();
    const { aws } = await own({ clock, secretPropagation: { refuseAfterMs: 5 } });
    expect(aws.clock).toBe(clock);
    expect(aws.secretPropagation).toMatchObject({ acceptAfterMs: 0, refuseAfterMs: 5 });
    expect(aws.events.entries).toEqual([]);
    expect(aws.cognito.pools.get(aws.provisions.userPoolId)?.createdAt).toBe(clock.now());
  });
});
