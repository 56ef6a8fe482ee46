import { ListGroupsCommand, ListUserPoolClientsCommand } from "@aws-sdk/client-cognito-identity-provider";
import { ListSecretsCommand } from "@aws-sdk/client-secrets-manager";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type TestAws, testAws } from "../support/test-aws.ts";
import { runTool, type ToolResult } from "./support/run-tool.ts";

let aws: TestAws;
beforeAll(async () => {
  aws = await testAws();
});
afterEach(() => aws.faults.clear());
afterAll(() => aws.close());

const conformance = (...args: readonly string[]): Promise<ToolResult> =>
  runTool("conformance", ["--pool", aws.userPoolId, "--login-url", aws.standIn.origin, ...args], aws.standIn.origin);

/** Everything that a check could have left behind. */
async function things(): Promise<readonly (string | undefined)[]> {
  const { cognito, secrets } = aws.clients;
  const UserPoolId = aws.userPoolId;
  const clients = await cognito.send(new ListUserPoolClientsCommand({ UserPoolId, MaxResults: 60 }));
  const groups = await cognito.send(new ListGroupsCommand({ UserPoolId }));
  const stored = await secrets.send(new ListSecretsCommand({}));
  return [
    ...(clients.UserPoolClients ?? []).map(({ ClientName }) => ClientName),
    ...(groups.Groups ?? []).map(({ GroupName }) => GroupName),
    ...(stored.SecretList ?? []).map(({ Name }) => Name),
  ];
}

describe("npm run conformance", () => {
  it("holds for the stand-in, every check of it, and leaves nothing behind", async () => {
    const before = await things();
    const { code, stdout, stderr } = await conformance("--yes", "--burst");
    expect(stdout).not.toContain("FAILED");
    expect(stderr).toBe("");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^19 passed, 0 failed, 0 left out$/m);
    expect(await things()).toEqual(before);
  });

  it("fails where AWS does otherwise, names the belief, and cleans up all the same", async () => {
    const before = await things();
    const other = { kind: "error", type: "InvalidParameterException" } as const;
    aws.faults.add({ service: "cognito-idp", operation: "CreateGroup", call: 2, fault: other });
    const { code, stdout } = await conformance("--yes");
    expect(code).toBe(1);
    expect(stdout).toContain(
      "FAILED    CreateGroup answers GroupExistsException the second time: expected GroupExistsException, saw InvalidParameterException",
    );
    expect(stdout).toMatch(/^17 passed, 1 failed, 0 left out$/m);
    expect(await things()).toEqual(before);
  });

  it("finds an app client that a throttled creation made after all, and deletes it", async () => {
    const before = await things();
    // The answer is lost, so that the client is there and nobody was told.
    const isOfBurst = ({ ClientName }: Readonly<Record<string, unknown>>): boolean =>
      String(ClientName).endsWith("-burst");
    const lost = { kind: "reset-after" } as const;
    aws.faults.add({
      service: "cognito-idp",
      operation: "CreateUserPoolClient",
      when: isOfBurst,
      call: 3,
      fault: lost,
    });
    const { code, stdout } = await conformance("--yes", "--burst");
    expect(code).toBe(1);
    expect(stdout).toMatch(/FAILED {4}a throttled CreateUserPoolClient never has an effect: 9 of 10 succeeded/);
    expect(await things()).toEqual(before);
  });

  it("says what it could not take away", async () => {
    const denied = { kind: "error", type: "NotAuthorizedException" } as const;
    const remove = aws.faults.add({ service: "cognito-idp", operation: "DeleteGroup", fault: denied });
    const { code, stderr } = await conformance("--yes");
    remove();
    expect(code).toBe(1);
    expect(stderr).toMatch(/Still there, delete it by hand: group latchkey-conformance-\w+\.editors: NotAuthorized/);
  });

  it.each([
    [[], /--pool is missing/],
    [["--pool", "people", "--yes"], /is no user pool id/],
    [["--pool", "eu-west-1_Other0001"], /Add --yes to do it/],
    [["--pool", "eu-west-1_Other0001", "--login-url", "login", "--yes"], /is no origin such as/],
    [["--pool", "eu-west-1_Other0001", "--yes"], /ResourceNotFoundException/],
  ])("refuses %j and says why", async (args, says) => {
    const { code, stderr } = await runTool("conformance", args, aws.standIn.origin);
    expect(code).toBe(1);
    expect(stderr).toMatch(says);
  });
});
