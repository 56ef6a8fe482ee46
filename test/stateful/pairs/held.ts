import type { FaultRule } from "@latchkey/local/kernel/faults";
import type { Answer, Place } from "../service/place.ts";

/** An upstream call, as a rule can name it. */
export type Target = Pick<FaultRule, "service" | "operation">;

const targets = (service: Target["service"], ...operations: readonly string[]): readonly Target[] =>
  operations.map((operation) => ({ service, operation }));

/** Every upstream call that a request on an integration makes, or the reconciler. */
const TARGETS: readonly Target[] = [
  ...targets("dynamodb", "GetItem", "TransactWriteItems", "Query", "BatchGetItem"),
  ...targets("cognito-idp", "CreateUserPoolClient", "ListUserPoolClients"),
  ...targets("cognito-idp", "DescribeUserPoolClient", "UpdateUserPoolClient", "DeleteUserPoolClient"),
  ...targets("cognito-idp", "ListUserPoolClientSecrets", "AddUserPoolClientSecret", "DeleteUserPoolClientSecret"),
  ...targets("cognito-idp", "DescribeUserPool", "DescribeUserPoolDomain", "CreateGroup", "DeleteGroup"),
  ...targets("secretsmanager", "GetSecretValue", "PutSecretValue", "UpdateSecretVersionStage", "DescribeSecret"),
  ...targets("secretsmanager", "CreateSecret", "DeleteSecret"),
  ...targets("login", "token"),
  ...targets("events", "PutEvents"),
];

/** Longer than any second request takes, and shorter than a lease. */
const HELD_MS = 1_000;

type Work = () => Promise<Answer>;

/** The upstream calls of somebody whom nobody disturbs. */
export async function callsOf(place: Place, work: Work): Promise<readonly Target[]> {
  const calls: Target[] = [];
  const spies = TARGETS.map((target) =>
    place.faults.add({ ...target, when: () => calls.push(target) < 0, fault: { kind: "hang" } }),
  );
  await work();
  for (const end of spies) end();
  return calls;
}

/** Begins the first, and does the second from when the `call`-th upstream call of the first has had its effect until it is answered. */
export async function doBoth(
  place: Place,
  [first, second]: readonly [Work, Work],
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
  const begun = first();
  await reached;
  for (const end of ends) end();
  const answer = await second();
  await place.pass(HELD_MS);
  return [await begun, answer];
}
