import type { Call } from "@latchkey/local/kernel/faults";
import type { Target } from "../../../infra/rights/right.ts";
import { rights as table } from "../../../infra/rights/rights.ts";
import { neededRights, textOf } from "../calls/needed-rights.ts";
import type { Check } from "./inspection.ts";
import type { StackView, Statement } from "./stack-view.ts";

/** What a statement is on, told by its resource. */
function targetOf(stack: StackView, resource: string): Target | "logs" | "key" | undefined {
  const { id: tableName } = stack.one("dynamodb/table:Table");
  const tableArn = `arn:aws:dynamodb:${stack.settings.region}:123456789012:table/${tableName}`;
  const pool = stack.one("cognito/userPool:UserPool");
  const prefix = `arn:aws:secretsmanager:${stack.settings.region}:123456789012:secret:latchkey/${stack.settings.deployment}/*`;
  const exact: Readonly<Record<string, Target>> = {
    [tableArn]: "table",
    [`${tableArn}/index/*`]: "indexes",
    [`arn:aws:cognito-idp:${stack.settings.region}:123456789012:userpool/${pool.id}`]: "pool",
    [prefix]: "secrets",
    [`arn:aws:events:${stack.settings.region}:123456789012:event-bus/${stack.one("eventBus:EventBus").id}`]: "bus",
    "*": "anything",
  };
  if (exact[resource] !== undefined) return exact[resource];
  if (resource.includes(":log-group:/aws/lambda/")) return "logs";
  return resource.includes(":kms:") ? "key" : undefined;
}

const granted = (stack: StackView, statements: readonly Statement[]): readonly string[] =>
  statements
    .filter(({ Effect }) => Effect === "Allow")
    .flatMap(({ Action, Resource }) =>
      Action.flatMap((action) => Resource.map((resource) => `${action} on ${targetOf(stack, resource) ?? resource}`)),
    );

/** What each function needs beside AWS calls of its own code. */
const OWN = ["logs:CreateLogStream on logs", "logs:PutLogEvents on logs"];
const KEY = ["kms:Decrypt on key", "kms:DescribeKey on key"];

/**
 * The calls that each function was seen to make are those that its role allows. A function that is deployed and was never seen is left
 * to `rightsTable`.
 */
export const rights =
  (calls: ReadonlyMap<string, readonly Call[]>): Check =>
  (stack, that) => {
    for (const name of stack.functions) {
      const made = calls.get(name);
      const allowed = new Set(granted(stack, stack.statements(name)));
      const own = [...OWN, ...(stack.settings.customerKey ? KEY : [])];
      for (const right of own) that(allowed.delete(right), `${name} may not ${right}`);
      if (made === undefined) continue;
      const needed = new Set(made.flatMap(neededRights).map(textOf));
      for (const right of needed) that(allowed.has(right), `${name} calls ${right} and has no right to`);
      const reasons = new Map((table[name] ?? []).map((right) => [textOf(right), right.because]));
      for (const right of allowed)
        that(
          needed.has(right) || reasons.get(right) !== undefined,
          `${name} has the right to ${right}, which it never calls; take it away, or say why it is there`,
        );
      for (const [right, reason] of reasons)
        that(
          reason === undefined || !needed.has(right),
          `${name} does call ${right}: the reason "${reason}" is not needed`,
        );
    }
  };

/** Each policy says exactly what infra/rights/rights.ts says. */
export const rightsTable: Check = (stack, that) => {
  for (const name of stack.functions) {
    const expected = (table[name] ?? []).map(textOf);
    const found = granted(stack, stack.statements(name)).filter((right) => !/ on (?:logs|key)$/.test(right));
    that(new Set(found).size === found.length, `${name} has a right twice`);
    for (const right of expected) that(found.includes(right), `${name} lacks ${right}, which the table gives it`);
    for (const right of found) that(expected.includes(right), `${name} has ${right}, which the table does not give it`);
  }
};
