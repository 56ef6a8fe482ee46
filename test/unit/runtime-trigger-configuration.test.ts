import { loadTriggerConfiguration } from "@latchkey/runtime/trigger-configuration";
import { describe, expect, it } from "vitest";

const COMPLETE = {
  AWS_REGION: "eu-west-1",
  AWS_ACCESS_KEY_ID: "id",
  AWS_SECRET_ACCESS_KEY: "key",
  LATCHKEY_TABLE: "latchkey",
};

describe("the configuration of the triggers", () => {
  it("needs no fact about the pool, which is made after them", () => {
    expect(loadTriggerConfiguration(COMPLETE)).toMatchObject({
      table: "latchkey",
      onFailure: "closed",
      triggerMs: 3_500,
      policyCacheMs: 5_000,
      identityProviders: ["COGNITO"],
    });
  });

  it("lets one call that is lost be repeated within the deadline", () => {
    for (const triggerMs of [50, 1_000, 3_500, 4_500]) {
      const { callMs } = loadTriggerConfiguration({ ...COMPLETE, LATCHKEY_TRIGGER_MS: String(triggerMs) });
      expect(2 * callMs).toBeLessThan(triggerMs);
    }
  });

  it("takes no deadline that Cognito would not wait for, and no setting that is none", () => {
    for (const [name, value] of [
      ["LATCHKEY_TRIGGER_MS", "4501"],
      ["LATCHKEY_TRIGGER_MS", "0"],
      ["LATCHKEY_TRIGGER_MS", "-1"],
      ["LATCHKEY_TRIGGERS_ON_FAILURE", "ajar"],
      ["LATCHKEY_POLICY_CACHE_MS", "soon"],
      ["LATCHKEY_TABLE", ""],
    ] as const)
      expect(() => loadTriggerConfiguration({ ...COMPLETE, [name]: value }), value).toThrow(name);
  });
});
