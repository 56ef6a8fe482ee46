import { ListUserPoolClientsCommand } from "@aws-sdk/client-cognito-identity-provider";
import type { AnsweredCall } from "@latchkey/local/kernel/aws-endpoint";
import { manualClock } from "@latchkey/local/kernel/clock";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TestAws, testAws } from "../support/test-aws.ts";

const clock = manualClock();
const calls: AnsweredCall[] = [];
let aws: TestAws;

beforeAll(async () => {
  aws = await testAws({ clock, quotas: true, onCall: (call) => calls.push(call) });
  clock.advance(60_000);
});
afterAll(() => aws.close());

describe("what the stand-in tells of its calls", () => {
  it("is when each was performed or refused, by what name, and whether by a fault", async () => {
    const list = () =>
      aws.clients.cognito.send(new ListUserPoolClientsCommand({ UserPoolId: aws.userPoolId, MaxResults: 1 })).then(
        () => "answered",
        ({ name }: Error) => name,
      );
    const fault = { service: "cognito-idp", operation: "ListUserPoolClients" } as const;
    aws.faults.add({ ...fault, call: 1, fault: { kind: "throttle" } });
    aws.faults.add({ ...fault, call: 2, fault: { kind: "stale", ms: 0 } });
    calls.length = 0;
    const answers: string[] = [];
    for (let index = 0; index < 7; index += 1) answers.push(await list());

    const throttled = "TooManyRequestsException";
    const admitted = ["answered", "answered", "answered", "answered", "answered"];
    expect(answers).toEqual([throttled, ...admitted, throttled]);
    const seen = { ...fault, input: { UserPoolId: aws.userPoolId, MaxResults: 1 }, at: clock.now(), faulty: false };
    expect(calls).toEqual([
      { ...seen, faulty: true, error: throttled },
      { ...seen, faulty: true },
      ...admitted.slice(1).map(() => seen),
      { ...seen, error: throttled },
    ]);
  });
});
