import type { FaultRule } from "@latchkey/local/kernel/faults";
import type { Answer, Place, Request } from "../service/place.ts";

/** An upstream call, as a rule can name it. */
export type Target = Pick<FaultRule, "service" | "operation">;

const targets = (service: Target["service"], ...operations: readonly string[]): readonly Target[] =>
  operations.map((operation) => ({ service, operation }));

/** Every upstream call that a request on an integration makes. */
const TARGETS: readonly Target[] = [
  ...targets("dynamodb", "GetItem", "TransactWriteItems"),
  ...targets("cognito-idp", "DescribeUserPoolClient", "UpdateUserPoolClient", "DeleteUserPoolClient"),
  ...targets("cognito-idp", "ListUserPoolClientSecrets", "AddUserPoolClientSecret", "DeleteUserPoolClientSecret"),
  ...targets("cognito-idp", "DescribeUserPool", "DescribeUserPoolDomain", "CreateGroup", "DeleteGroup"),
  ...targets("secretsmanager", "GetSecretValue", "PutSecretValue", "UpdateSecretVersionStage", "DescribeSecret"),
  ...targets("secretsmanager", "DeleteSecret"),
  ...targets("login", "token"),
];

/** Longer than any second request takes, and shorter than a lease. */
const HELD_MS = 1_000;

/** The upstream calls of a request that nobody disturbs. */
export async function callsOf(place: Place, request: Request): Promise<readonly Target[]> {
  const calls: Target[] = [];
  const spies = TARGETS.map((target) =>
    place.faults.add({ ...target, when: () => calls.push(target) < 0, fault: { kind: "hang" } }),
  );
  await place.send(request);
  for (const end of spies) end();
  return calls;
}

/** Sends the first, and the second from when the `call`-th upstream call of the first has had its effect until it is answered. */
export async function sendBoth(
  place: Place,
  [first, second]: readonly [Request, Request],
  call: number,
): Promise<readonly [Answer, Answer]> {
  let ends: readonly (() => void)[] = [];
  let seen = 0;
  const reached = new Promise<void>((resolve) => {
    const when = (): boolean => {
      if (seen++ !== call) return false;
      resolve();
      return true;
    };
    ends = TARGETS.map((target) => place.faults.add({ ...target, when, fault: { kind: "delay", ms: HELD_MS } }));
  });
  const begun = place.send(first);
  await reached;
  for (const end of ends) end();
  const answer = await place.send(second);
  await place.pass(HELD_MS);
  return [await begun, answer];
}
