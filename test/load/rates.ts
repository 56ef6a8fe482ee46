import type { SeenCall } from "./call-log.ts";

const SECOND_MS = 1000;

/** The most calls within any second of AWS's clock. */
export function mostInASecond(calls: readonly SeenCall[]): number {
  const times = calls.map(({ at }) => at).sort((one, other) => one - other);
  let first = 0;
  let most = 0;
  for (const [index, at] of times.entries()) {
    while ((times[first] ?? at) <= at - SECOND_MS) first += 1;
    most = Math.max(most, index - first + 1);
  }
  return most;
}

/** Calls by operation. */
export function byOperation(calls: readonly SeenCall[]): ReadonlyMap<string, readonly SeenCall[]> {
  const groups = new Map<string, SeenCall[]>();
  for (const call of calls) {
    const name = `${call.service}:${call.operation}`;
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [call]);
    else group.push(call);
  }
  return groups;
}

interface Quota {
  readonly operations: readonly string[];
  readonly perSecond: number;
}

/**
 * The classes of Cognito's request quotas that registrations meet; of each operation a pool takes 5 a second besides
 * (https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html#category_operations).
 */
const CLASSES: Readonly<Record<string, Quota>> = {
  UserPoolClientUpdate: { operations: ["CreateUserPoolClient", "DeleteUserPoolClient"], perSecond: 15 },
  UserPoolClientRead: { operations: ["ListUserPoolClients"], perSecond: 15 },
};
const PER_OPERATION = 5;

/** Quotas that were exceeded by what AWS let in, in words. */
export function exceeded(calls: readonly SeenCall[]): readonly string[] {
  const admitted = calls.filter(({ service, verdict }) => service === "cognito-idp" && verdict === "admitted");
  const each = [...byOperation(admitted)].map(([name, its]) => ({ name, its, perSecond: PER_OPERATION }));
  const classes = Object.entries(CLASSES).map(([name, { operations, perSecond }]) => ({
    name,
    its: admitted.filter(({ operation }) => operations.includes(operation)),
    perSecond,
  }));
  return [...each, ...classes].flatMap(({ name, its, perSecond }) => {
    const most = mostInASecond(its);
    return most > perSecond ? [`${most} of ${name} in a second, ${perSecond} allowed`] : [];
  });
}
