import { manualClock } from "@latchkey/local/kernel/clock";
import type { FaultRule } from "@latchkey/local/kernel/faults";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { integrationWith, triggersOver } from "../support/sign-up-triggers.ts";
import { type TestAws, testAws } from "../support/test-aws.ts";
import { FLAGS, newEmail, SENTENCES, triggerEvents } from "../support/trigger-events.ts";

let aws: TestAws;

beforeAll(async () => {
  aws = await testAws();
});
afterEach(() => aws.faults.clear());
afterAll(() => aws.close());

const { signUpEvent, confirmEvent, tokenEvent } = triggerEvents(() => aws.userPoolId);

describe("when the store cannot be read", () => {
  /** A deadline that passes when the test says so. */
  function deadline() {
    const controller = new AbortController();
    return { call: () => ({ signal: controller.signal }), pass: () => controller.abort(new Error("the deadline")) };
  }

  async function until(happened: () => boolean): Promise<void> {
    while (!happened()) await new Promise((resolve) => setTimeout(resolve, 5));
  }

  /** Waits until the hanging operation was asked, and lets the deadline pass. */
  async function hanging(operation: string, pass: () => void): Promise<void> {
    await until(() => aws.faults.calls.some((call) => call.operation === operation && call.fault?.kind === "hang"));
    pass();
  }

  const hang = (service: FaultRule["service"], operation: string) => {
    aws.faults.forget();
    aws.faults.add({ service, operation, fault: { kind: "hang" } });
  };

  it("because it hangs, each trigger answers at its deadline by its setting", async () => {
    const { clientId } = await integrationWith(aws, { signUp: { mode: "open" } });
    for (const onFailure of ["closed", "open"] as const) {
      const events = {
        preSignUp: signUpEvent(clientId, { email: newEmail() }),
        preTokenGeneration: tokenEvent(clientId, []),
      };
      for (const name of ["preSignUp", "preTokenGeneration"] as const) {
        hang("dynamodb", "GetItem");
        const { call, pass } = deadline();
        const answer = triggersOver(aws, { onFailure, call })[name](events[name]);
        const settled = answer.then(
          (value) => value,
          (error: unknown) => String(error),
        );
        await hanging("GetItem", pass);
        expect(await settled).toEqual(onFailure === "open" ? events[name] : `RefusedError: ${SENTENCES.tryAgain}`);
        aws.faults.clear();
      }
    }
  });

  it("because it hangs, post-confirmation answers the event at its deadline", async () => {
    const { clientId } = await integrationWith(aws, { signUp: { mode: "open" } });
    for (const operation of ["TransactGetItems", "TransactWriteItems"]) {
      hang("dynamodb", operation);
      const { call, pass } = deadline();
      const event = confirmEvent(clientId, "ann", newEmail());
      const answer = triggersOver(aws, { call }).postConfirmation(event);
      await hanging(operation, pass);
      expect(await answer).toBe(event);
      aws.faults.clear();
    }
  });

  it("because noting the sign-up hangs, the sign-up goes on at the deadline", async () => {
    const { clientId } = await integrationWith(aws, { signUp: { mode: "open", autoConfirm: true } });
    hang("dynamodb", "TransactWriteItems");
    const { call, pass } = deadline();
    const answer = triggersOver(aws, { call }).preSignUp(signUpEvent(clientId, { email: newEmail() }));
    await hanging("TransactWriteItems", pass);
    expect(await answer).toMatchObject({ response: { autoConfirmUser: true } });
  });

  it("because looking for users hangs, nothing is linked or verified, and the setting decides", async () => {
    const { clientId } = await integrationWith(aws, { signUp: { mode: "open", autoVerifyEmail: true } });
    for (const onFailure of ["closed", "open"] as const) {
      hang("cognito-idp", "ListUsers");
      const { call, pass } = deadline();
      const answer = triggersOver(aws, { onFailure, call }).preSignUp(signUpEvent(clientId, { email: newEmail() }));
      const settled = answer.then(
        (value) => (value as { response: unknown }).response,
        (error: unknown) => String(error),
      );
      await hanging("ListUsers", pass);
      expect(await settled).toEqual(onFailure === "open" ? FLAGS : `RefusedError: ${SENTENCES.tryAgain}`);
      aws.faults.clear();
    }
  });

  it("because it throttles, the setting decides as well, and nothing of AWS is shown to anybody", async () => {
    const { clientId } = await integrationWith(aws, { signUp: { mode: "open" } });
    aws.faults.add({ service: "dynamodb", operation: "GetItem", fault: { kind: "throttle" } });
    const events = {
      preSignUp: signUpEvent(clientId, { email: newEmail() }),
      preTokenGeneration: tokenEvent(clientId, []),
    };
    for (const name of ["preSignUp", "preTokenGeneration"] as const) {
      await expect(triggersOver(aws)[name](events[name])).rejects.toMatchObject({
        name: "RefusedError",
        message: SENTENCES.tryAgain,
      });
      expect(await triggersOver(aws, { onFailure: "open" })[name](events[name])).toBe(events[name]);
    }
  });

  it("because it throttles, the deadline ends the waiting between attempts", async () => {
    const { clientId } = await integrationWith(aws, { signUp: { mode: "open" } });
    aws.faults.add({ service: "dynamodb", operation: "GetItem", fault: { kind: "throttle" } });
    aws.faults.forget();
    const { call, pass } = deadline();
    const answer = triggersOver(aws, { call }).preTokenGeneration(tokenEvent(clientId, []));
    const refused = expect(answer).rejects.toThrow(SENTENCES.tryAgain);
    await until(() => aws.faults.calls.length > 0);
    pass();
    await refused;
    const asked = aws.faults.calls.length;
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(aws.faults.calls.length).toBe(asked);
  });

  it.each(["TransactGetItems", "TransactWriteItems"])(
    "because %s throttles, post-confirmation answers the event",
    async (operation) => {
      const { clientId } = await integrationWith(aws, { signUp: { mode: "open" } });
      aws.faults.add({ service: "dynamodb", operation, fault: { kind: "throttle" } });
      const event = confirmEvent(clientId, "ann", newEmail());
      expect(await triggersOver(aws).postConfirmation(event)).toBe(event);
    },
  );

  it("the last known policy goes on to hold, even where people would be let through", async () => {
    const clock = manualClock();
    const { id, clientId } = await integrationWith(aws, { access: { groups: ["editors"] } });
    const open = triggersOver(aws, { clock, cacheMs: 1_000, onFailure: "open" });
    const refused = () => expect(open.preTokenGeneration(tokenEvent(clientId, []))).rejects.toThrow(SENTENCES.noAccess);
    await refused();
    aws.faults.add({
      service: "dynamodb",
      operation: "GetItem",
      fault: { kind: "error", type: "AccessDeniedException" },
    });
    clock.advance(24 * 60 * 60_000);
    await refused();
    expect(await open.preTokenGeneration(tokenEvent(clientId, [`${id}.editors`]))).toMatchObject({
      response: { claimsAndScopeOverrideDetails: { groupOverrideDetails: { groupsToOverride: ["editors"] } } },
    });
  });
});
