import { AdminAddUserToGroupCommand } from "@aws-sdk/client-cognito-identity-provider";
import { manualClock } from "@latchkey/local/kernel/clock";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  callsOf,
  groupsOf,
  integrationWith,
  type Triggers,
  triggersOver,
  userWith,
} from "../support/sign-up-triggers.ts";
import { type TestAws, testAws } from "../support/test-aws.ts";
import { newEmail, SENTENCES, triggerEvents } from "../support/trigger-events.ts";

let aws: TestAws;
let triggers: Triggers;

beforeAll(async () => {
  aws = await testAws();
});
beforeEach(() => {
  triggers = triggersOver(aws);
});
afterEach(() => aws.faults.clear());
afterAll(() => aws.close());

const { tokenEvent } = triggerEvents(() => aws.userPoolId);

const SOURCES = ["HostedAuth", "Authentication", "NewPasswordChallenge", "AuthenticateDevice", "RefreshTokens"];

describe("before tokens", () => {
  it.each(SOURCES.flatMap((source) => ["1", "2", "3"].map((version) => [source, version] as const)))(
    "for %s, version %s, only the groups of the policy get any",
    async (source, version) => {
      const { id, clientId } = await integrationWith(aws, { access: { groups: ["editors", "pool:staff"] } });
      for (const groups of [[], ["editors"], ["pool:staff"], ["Staff"], [`${id}x.editors`]])
        await expect(triggers.preTokenGeneration(tokenEvent(clientId, groups, version, source))).rejects.toThrow(
          SENTENCES.noAccess,
        );
      const staff = tokenEvent(clientId, ["staff"], version, source);
      expect(await triggers.preTokenGeneration(staff)).toBe(staff);
      const groupOverrideDetails = {
        groupsToOverride: ["editors"],
        iamRolesToOverride: ["arn:role"],
        preferredRole: "arn:role",
      };
      const editor = tokenEvent(
        clientId,
        [`${id}.editors`, "latchkey-admins", "int_01KAJ8XQ6T2M9WZ3R5V7Y0BCDE.x"],
        version,
        source,
      );
      expect(await triggers.preTokenGeneration(editor)).toEqual({
        ...editor,
        response:
          version === "1"
            ? { claimsOverrideDetails: { claimsToAddOrOverride: {}, groupOverrideDetails } }
            : {
                claimsAndScopeOverrideDetails: {
                  idTokenGeneration: { claimsToAddOrOverride: {} },
                  groupOverrideDetails,
                },
              },
      });
    },
  );

  it("machines are never judged by groups, whatever else the event says, without a call", async () => {
    const { clientId } = await integrationWith(aws, { access: { groups: ["editors"] } });
    for (const version of ["3", "2", "9"]) {
      const event = tokenEvent(clientId, [], version, "ClientCredentials");
      expect(await callsOf(aws, async () => expect(await triggers.preTokenGeneration(event)).toBe(event))).toEqual([]);
    }
  });

  it("a user without groups is one, however Cognito says so", async () => {
    const { clientId } = await integrationWith(aws, {});
    const restricted = await integrationWith(aws, { access: { groups: ["editors"] } });
    for (const request of [
      {},
      null,
      { groupConfiguration: null },
      { groupConfiguration: { groupsToOverride: null } },
      { groupConfiguration: { groupsToOverride: [1, null, {}] } },
    ]) {
      const event = { ...tokenEvent(clientId, []), request };
      expect(await triggers.preTokenGeneration(event)).toBe(event);
      await expect(triggers.preTokenGeneration({ ...tokenEvent(restricted.clientId, []), request })).rejects.toThrow(
        SENTENCES.noAccess,
      );
    }
  });

  it("asks the store once, and not at all while the answer is fresh", async () => {
    const clock = manualClock();
    const { clientId } = await integrationWith(aws, {});
    const cached = triggersOver(aws, { clock, cacheMs: 10_000 });
    const ask = () => callsOf(aws, () => cached.preTokenGeneration(tokenEvent(clientId, [])));
    expect(await ask()).toEqual(["GetItem"]);
    clock.advance(9_999);
    expect(await ask()).toEqual([]);
    clock.advance(1);
    expect(await ask()).toEqual(["GetItem"]);
  });

  it("an unknown version, or an event that cannot be read, follows the setting", async () => {
    const { clientId } = await integrationWith(aws, {});
    const open = triggersOver(aws, { onFailure: "open" });
    const events = [
      tokenEvent(clientId, [], "4"),
      tokenEvent(clientId, [], "constructor"),
      tokenEvent("", []),
      {},
      null,
    ];
    for (const event of events) {
      await expect(triggers.preTokenGeneration(event)).rejects.toThrow(SENTENCES.tryAgain);
      expect(await open.preTokenGeneration(event)).toBe(event);
    }
  });

  it("hundreds of groups stay within the bound of a token", async () => {
    const { id, clientId } = await integrationWith(aws, {});
    const groups = Array.from({ length: 300 }, (_, index) => `${id}.group-${index}`);
    const answer = (await triggers.preTokenGeneration(tokenEvent(clientId, groups))) as {
      response: { claimsAndScopeOverrideDetails: { groupOverrideDetails: { groupsToOverride: string[] } } };
    };
    const { groupsToOverride } = answer.response.claimsAndScopeOverrideDetails.groupOverrideDetails;
    expect(JSON.stringify(groupsToOverride).length).toBeLessThanOrEqual(2_100);
    expect(groupsToOverride.length).toBeGreaterThan(50);
    expect(aws.logs.join("\n")).toContain("groups did not fit into the token");
  });
});

describe("a user who is added to a group", () => {
  it("has it in the event, so that no cached policy keeps them waiting", async () => {
    const { id, clientId } = await integrationWith(aws, { access: { groups: ["editors"] } });
    const username = await userWith(aws, newEmail());
    const GroupName = `${id}.editors`;
    await aws.clients.cognito.send(
      new AdminAddUserToGroupCommand({ UserPoolId: aws.userPoolId, Username: username, GroupName }),
    );
    const cached = triggersOver(aws, { cacheMs: 60_000 });
    await expect(cached.preTokenGeneration(tokenEvent(clientId, []))).rejects.toThrow(SENTENCES.noAccess);
    await cached.preTokenGeneration(tokenEvent(clientId, await groupsOf(aws, username)));
  });
});
