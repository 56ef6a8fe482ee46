import type { Call } from "@latchkey/local/kernel/faults";
import type { Right, Target } from "../../../infra/rights/right.ts";

type Needed = Pick<Right, "action" | "on">;

/** Parts of a transaction, each of which needs the right of the write it stands for. */
const PARTS = {
  Put: "PutItem",
  Update: "UpdateItem",
  Delete: "DeleteItem",
  ConditionCheck: "ConditionCheckItem",
} as const;

/**
 * Calls that no deployed function makes: the name of the login domain follows from its host, except where that is this machine
 * (packages/aws/src/cognito/login-domain.ts).
 */
const ONLY_LOCAL = new Set(["cognito-idp:DescribeUserPool"]);

/**
 * What IAM asks for one recorded call (https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html).
 * Calls of the login domain need no right.
 */
export function neededRights({ service, operation, input }: Call): readonly Needed[] {
  switch (service) {
    case "login":
      return [];
    case "dynamodb":
      return tableRights(operation, input);
    case "events":
      return [{ action: `events:${operation}`, on: "bus" }];
    case "secretsmanager":
      return [
        { action: `secretsmanager:${operation}`, on: "secrets" },
        ...(operation === "CreateSecret" && "Tags" in input
          ? [{ action: "secretsmanager:TagResource", on: "secrets" as const }]
          : []),
      ];
    case "cognito-idp": {
      if (ONLY_LOCAL.has(`cognito-idp:${operation}`)) return [];
      // The domain of no pool in particular: AWS knows no resource for it.
      const on: Target = operation === "DescribeUserPoolDomain" ? "anything" : "pool";
      return [{ action: `cognito-idp:${operation}`, on }];
    }
  }
}

function tableRights(operation: string, input: Call["input"]): readonly Needed[] {
  if (operation === "TransactWriteItems") {
    // Sent by the SDK, in its own shape.
    const items = input["TransactItems"] as readonly Readonly<Record<string, unknown>>[];
    return items
      .flatMap((item) => Object.keys(item))
      .map((part) => ({ action: `dynamodb:${PARTS[part as keyof typeof PARTS]}`, on: "table" }));
  }
  if (operation === "TransactGetItems") return [{ action: "dynamodb:GetItem", on: "table" }];
  const on: Target = operation === "Query" && input["IndexName"] !== undefined ? "indexes" : "table";
  return [{ action: `dynamodb:${operation}`, on }];
}

export const textOf = ({ action, on }: Needed): string => `${action} on ${on}`;
