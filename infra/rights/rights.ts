import type { Right, Target } from "./right.ts";

const on = (target: Target, actions: readonly string[]): readonly Right[] =>
  actions.map((action) => ({ action, on: target }));

const read = on("table", ["dynamodb:GetItem"]);

const listed = on("indexes", ["dynamodb:Query"]);

/** A transaction has no action of its own: each of its parts needs that of the write it stands for. */
const changes = on("table", ["dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"]);

const clients = on("pool", [
  "cognito-idp:CreateUserPoolClient",
  "cognito-idp:DescribeUserPoolClient",
  "cognito-idp:UpdateUserPoolClient",
  "cognito-idp:DeleteUserPoolClient",
]);

const clientSecrets = on("pool", [
  "cognito-idp:AddUserPoolClientSecret",
  "cognito-idp:ListUserPoolClientSecrets",
  "cognito-idp:DeleteUserPoolClientSecret",
]);

const styles = on("pool", [
  "cognito-idp:CreateManagedLoginBranding",
  "cognito-idp:DescribeManagedLoginBrandingByClient",
  "cognito-idp:DeleteManagedLoginBranding",
]);

/** Groups that policies name. */
const groups = on("pool", ["cognito-idp:CreateGroup", "cognito-idp:DeleteGroup"]);

const storedSecrets = on("secrets", [
  "secretsmanager:CreateSecret",
  "secretsmanager:GetSecretValue",
  "secretsmanager:DescribeSecret",
  "secretsmanager:PutSecretValue",
  "secretsmanager:UpdateSecretVersionStage",
  "secretsmanager:DeleteSecret",
]);

/** What creating a secret with tags needs (https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html). */
const secretTags = on("secrets", ["secretsmanager:TagResource"]);

const conditions = on("table", ["dynamodb:ConditionCheckItem"]);

const engine = [...changes, ...clients, ...clientSecrets, ...styles, ...groups, ...storedSecrets, ...secretTags];

/**
 * What each function may do, and nothing else. The suites record what each one calls and compare: a call without a right fails, and so
 * does a right that nothing calls, unless it says why it is there.
 */
export const rights: Readonly<Record<string, readonly Right[]>> = {
  read: [...read, ...on("table", ["dynamodb:Query"]), ...listed],
  write: [...read, ...engine, ...conditions],
  reveal: [
    ...on("table", ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:ConditionCheckItem"]),
    ...on("secrets", ["secretsmanager:GetSecretValue"]),
  ],
  inspect: [
    ...on("table", ["dynamodb:GetItem", "dynamodb:UpdateItem"]),
    ...on("pool", [
      "cognito-idp:DescribeUserPoolClient",
      "cognito-idp:DescribeManagedLoginBrandingByClient",
      "cognito-idp:AdminGetUser",
      "cognito-idp:ListUsers",
      "cognito-idp:AdminListGroupsForUser",
    ]),
    ...on("anything", ["cognito-idp:DescribeUserPoolDomain"]),
    ...on("secrets", ["secretsmanager:GetSecretValue"]),
  ],
  reconcile: [
    ...read,
    ...engine,
    ...on("table", ["dynamodb:BatchGetItem"]),
    ...listed,
    ...on("pool", ["cognito-idp:ListUserPoolClients", "cognito-idp:AdminGetUser", "cognito-idp:AdminAddUserToGroup"]),
    ...on("bus", ["events:PutEvents"]),
  ],
  "rotate-secret": [
    ...read,
    ...on("table", ["dynamodb:PutItem"]),
    ...clientSecrets,
    ...on("secrets", [
      "secretsmanager:GetSecretValue",
      "secretsmanager:DescribeSecret",
      "secretsmanager:PutSecretValue",
      "secretsmanager:UpdateSecretVersionStage",
    ]),
  ],
  "pre-sign-up": [
    ...on("table", ["dynamodb:GetItem", "dynamodb:PutItem"]),
    ...on("pool", ["cognito-idp:ListUsers", "cognito-idp:AdminLinkProviderForUser", "cognito-idp:AdminGetUser"]),
  ],
  "post-confirmation": [
    ...on("table", ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:DeleteItem"]),
    ...on("pool", ["cognito-idp:AdminAddUserToGroup"]),
  ],
  "pre-token-generation": on("table", ["dynamodb:GetItem"]),
};

/** Rights of one function. Throws for a function that is not in the table: a function without rights is a mistake. */
export function rightsOf(name: string): readonly Right[] {
  const found = rights[name];
  if (found === undefined) throw new Error(`The function ${name} is built and has no entry in infra/rights/rights.ts.`);
  return found;
}
