import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CreateUserPoolDomainCommand,
  DescribeUserPoolCommand,
  UpdateUserPoolCommand,
  type UserPoolType,
} from "@aws-sdk/client-cognito-identity-provider";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { unintended } from "../../tools/pool-triggers/update-input.ts";
import { createPool } from "../support/cognito-fixtures.ts";
import { type LocalAws, localAws } from "../support/local-aws.ts";
import { runTool, type ToolResult } from "./support/run-tool.ts";

const arn = (name: string): string => `arn:aws:lambda:eu-west-1:000000000000:function:${name}`;

const OURS = {
  preSignUp: arn("latchkey-pre-sign-up"),
  postConfirmation: arn("latchkey-post-confirmation"),
  preTokenGeneration: arn("latchkey-pre-token-generation"),
};

/** Much that is not a default, so that anything left out of an update shows. */
const SETTINGS = {
  PoolName: "people",
  UsernameAttributes: ["email" as const],
  AutoVerifiedAttributes: ["email" as const],
  Policies: { PasswordPolicy: { MinimumLength: 14, RequireSymbols: false, TemporaryPasswordValidityDays: 3 } },
  AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
  MfaConfiguration: "OPTIONAL" as const,
  VerificationMessageTemplate: { DefaultEmailOption: "CONFIRM_WITH_CODE" as const, EmailSubject: "Your code" },
  UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ["email" as const] },
  AccountRecoverySetting: { RecoveryMechanisms: [{ Name: "verified_email" as const, Priority: 1 }] },
  DeletionProtection: "ACTIVE" as const,
  UserPoolTags: { team: "identity" },
  LambdaConfig: { PostAuthentication: arn("audit"), CustomMessage: arn("mail") },
};

let aws: LocalAws;
let folder: string;
let pool: string;

beforeAll(async () => {
  aws = await localAws();
  folder = await mkdtemp(join(tmpdir(), "latchkey-triggers-"));
});
afterAll(async () => {
  await aws.close();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  pool = await createPool(aws.cognito, SETTINGS);
  await aws.cognito.send(
    new CreateUserPoolDomainCommand({ UserPoolId: pool, Domain: pool.toLowerCase().replace("_", "-") }),
  );
});

const seen = async (): Promise<UserPoolType> =>
  (await aws.cognito.send(new DescribeUserPoolCommand({ UserPoolId: pool }))).UserPool!;

const outputs = async (content: object): Promise<string> => {
  const path = join(folder, "outputs.json");
  await writeFile(path, JSON.stringify(content));
  return path;
};

const triggers = async (...args: readonly string[]): Promise<ToolResult> =>
  runTool(
    "triggers",
    ["--pool", pool, "--outputs", await outputs({ userPoolId: pool, triggers: OURS }), ...args],
    aws.origin,
  );

const byHand = (...args: readonly string[]): Promise<ToolResult> =>
  runTool("triggers", ["--pool", pool, ...args], aws.origin);

const withoutTriggers = (described: UserPoolType): object => ({
  ...described,
  LambdaConfig: undefined,
  LastModifiedDate: undefined,
});

describe("npm run triggers", () => {
  it("shows what it would do, and does nothing, until it is told --yes", async () => {
    const before = await seen();
    const { code, stdout, stderr } = await triggers();
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain(`User pool ${pool} (people)`);
    expect(stdout).toContain(`  + PreSignUp: ${OURS.preSignUp}\n`);
    expect(stdout).toContain(`  + PostConfirmation: ${OURS.postConfirmation}\n`);
    expect(stdout).toContain(`  + PreTokenGeneration: ${OURS.preTokenGeneration} (events V2_0)\n`);
    expect(stdout).toContain("Nothing was changed. Run it again with --yes to do this.");
    expect(await seen()).toEqual(before);
  });

  it("sets the triggers, keeps those of others, and keeps every other setting, which UpdateUserPool would reset", async () => {
    const before = await seen();
    const { code, stdout } = await triggers("--yes");
    expect(code).toBe(0);
    expect(stdout).toContain("Done.");
    const after = await seen();
    expect(withoutTriggers(after)).toEqual(withoutTriggers(before));
    expect(after.LambdaConfig).toEqual({
      ...SETTINGS.LambdaConfig,
      PreSignUp: OURS.preSignUp,
      PostConfirmation: OURS.postConfirmation,
      PreTokenGeneration: OURS.preTokenGeneration,
      PreTokenGenerationConfig: { LambdaVersion: "V2_0", LambdaArn: OURS.preTokenGeneration },
    });
  });

  it("changes nothing the second time", async () => {
    await triggers("--yes");
    const before = await seen();
    const { code, stdout } = await triggers("--yes");
    expect(code).toBe(0);
    expect(stdout).toContain("Nothing to change.");
    expect(await seen()).toEqual(before);
  });

  it("refuses a slot that another function holds, and then touches no other slot either", async () => {
    const { DeletionProtection, ...rest } = SETTINGS;
    const held = { ...rest, DeletionProtection, LambdaConfig: { PreSignUp: arn("gatekeeper") } };
    const { UsernameAttributes: _, ...update } = held;
    await aws.cognito.send(new UpdateUserPoolCommand({ UserPoolId: pool, ...update }));
    const before = await seen();
    const { code, stderr } = await triggers("--yes");
    expect(code).toBe(1);
    expect(stderr).toContain(`Refused: PreSignUp is held by ${arn("gatekeeper")}.`);
    expect(await seen()).toEqual(before);
  });

  it("moves its own token trigger from older events to those with both tokens", async () => {
    const { UsernameAttributes: _, ...rest } = SETTINGS;
    const LambdaConfig = { PreTokenGeneration: OURS.preTokenGeneration };
    await aws.cognito.send(new UpdateUserPoolCommand({ UserPoolId: pool, ...rest, LambdaConfig }));
    const { code, stdout } = await byHand("--pre-token-generation", OURS.preTokenGeneration, "--yes");
    expect(code).toBe(0);
    expect(stdout).toContain("  ~ PreTokenGeneration: events V1_0 -> V2_0\n");
    expect((await seen()).LambdaConfig?.PreTokenGenerationConfig?.LambdaVersion).toBe("V2_0");
  });

  it("refuses a pool on the Lite plan, which cannot give the token trigger its events", async () => {
    const lite = await createPool(aws.cognito, { UserPoolTier: "LITE" });
    const args = ["--pool", lite, "--pre-token-generation", OURS.preTokenGeneration, "--yes"];
    const { code, stderr } = await runTool("triggers", args, aws.origin);
    expect(code).toBe(1);
    expect(stderr).toContain("needs the Essentials or the Plus plan");
  });

  it("takes its functions out again and leaves the others", async () => {
    await triggers("--yes");
    const { code, stdout } = await triggers("--remove", "--yes");
    expect(code).toBe(0);
    expect(stdout).toContain(`  - PreSignUp: ${OURS.preSignUp}\n`);
    expect((await seen()).LambdaConfig).toEqual(SETTINGS.LambdaConfig);
    expect((await triggers("--remove", "--yes")).stdout).toContain("Nothing to change.");
  });

  it("sends back members that are newer than its SDK, and tells when an update has lost them all the same", async () => {
    // As DescribeUserPool tells of dynamic client registration, which this SDK does not know.
    const DcrConfiguration = { EnableStatus: "Disabled" };
    aws.context.state.pools.put(pool, {
      ...aws.context.state.pools.get(pool)!,
      settings: { ...aws.context.state.pools.get(pool)!.settings, DcrConfiguration },
    });
    const { code, stderr } = await triggers("--yes");
    const sent = aws.faults.calls.findLast(({ operation }) => operation === "UpdateUserPool");
    expect(sent?.input).toMatchObject({ UserPoolId: pool, DcrConfiguration });
    // The stand-in knows as little of it as the SDK.
    expect(code).toBe(1);
    expect(stderr).toContain('Set these back:\n  DcrConfiguration: {"EnableStatus":"Disabled"} -> absent');
  });

  it("does not send the validity of temporary passwords twice, which Cognito refuses", async () => {
    await triggers("--yes");
    const sent = aws.faults.calls.findLast(({ operation }) => operation === "UpdateUserPool");
    expect(sent?.input["AdminCreateUserConfig"]).toEqual({ AllowAdminCreateUserOnly: true });
  });

  it("tells of anything beside the triggers that an update changed", () => {
    const before = { Name: "people", MfaConfiguration: "ON", LambdaConfig: {}, LastModifiedDate: 1 };
    const after = { Name: "people", MfaConfiguration: "OFF", LambdaConfig: { PreSignUp: "x" }, LastModifiedDate: 2 };
    expect(unintended(before, after)).toEqual(['MfaConfiguration: "ON" -> "OFF"']);
    expect(unintended(before, before)).toEqual([]);
  });

  it.each([
    [[], /--pool is missing/],
    [["--pool", "people"], /--pool people is no user pool id/],
    [["--pool", "eu-west-1_Other0001", "--pre-sign-up", "pre-sign-up"], /is no ARN of a Lambda function/],
    [["--pool", "eu-west-1_Other0001", "--outputs", "/nowhere.json"], /\/nowhere\.json cannot be read: deploy first/],
    [["--pool", "eu-west-1_Other0001", "--pre-sign-up", arn("a")], /ResourceNotFoundException/],
    [["--everything"], /--everything/],
  ])("refuses %j and says why", async (args, says) => {
    const { code, stderr } = await runTool("triggers", args, aws.origin);
    expect(code).toBe(1);
    expect(stderr).toMatch(says);
  });

  it("refuses functions that were deployed for another pool", async () => {
    const path = await outputs({ userPoolId: "eu-west-1_Other0001", triggers: OURS });
    const { code, stderr } = await byHand("--outputs", path);
    expect(code).toBe(1);
    expect(stderr).toContain(`is of a stage with the user pool eu-west-1_Other0001, not ${pool}`);
  });

  it("says how it is used", async () => {
    const { code, stdout } = await runTool("triggers", ["--help"], aws.origin);
    expect(code).toBe(0);
    for (const option of ["--pool", "--outputs", "--remove", "--yes"]) expect(stdout).toContain(option);
  });
});
