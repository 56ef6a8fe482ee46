import { randomBytes } from "node:crypto";
import { tableDefinition } from "@latchkey/aws/dynamodb/table-definition";
import type { WireClient } from "./wire-client.ts";

/** What the first start makes in the stand-in, and every later one finds again. */
export interface Provisions {
  readonly userPoolId: string;
  /** Managed login instead of the classic hosted UI, for good. */
  readonly managedLogin: boolean;
  readonly portal: PortalClient;
  readonly user: DemoUser;
  readonly cursorKey: string;
}

/** A machine client with every scope: what an internal portal would be. */
export interface PortalClient {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly scopes: readonly string[];
}

export interface DemoUser {
  readonly username: string;
  readonly email: string;
  readonly password: string;
}

export const TABLE = "latchkey";
export const RESOURCE_SERVER = "integrations";
const SCOPES: Readonly<Record<string, string>> = {
  read: "See connectors and integrations",
  write: "Register, change and remove integrations",
  reveal: "See client secrets",
  rotate: "Rotate client secrets",
  admin: "See and change the integrations of all owners",
};
const GROUPS: Readonly<Record<string, string>> = {
  "latchkey-users": "May use the integration service",
  "latchkey-admins": "May administer the integrations of all owners",
};
const DEMO_USER: DemoUser = { username: "demo@example.com", email: "demo@example.com", password: "Try-Latchkey-1" };
const COGNITO = "AWSCognitoIdentityProviderService";

/** Makes pool, login domain, resource server, groups, demo user, portal client and table. */
export async function bootstrap(
  aws: WireClient,
  { managedLogin }: { readonly managedLogin: boolean },
): Promise<Provisions> {
  await createTable(aws);
  const userPoolId = await createPool(aws);
  const domain = `latchkey-${randomBytes(4).toString("hex")}`;
  const cognito = (operation: string, input: Readonly<Record<string, unknown>>) =>
    aws.call(`${COGNITO}.${operation}`, { UserPoolId: userPoolId, ...input });
  await cognito("CreateUserPoolDomain", { Domain: domain, ManagedLoginVersion: managedLogin ? 2 : 1 });
  await cognito("CreateResourceServer", {
    Identifier: RESOURCE_SERVER,
    Name: "Latchkey",
    Scopes: Object.entries(SCOPES).map(([ScopeName, ScopeDescription]) => ({ ScopeName, ScopeDescription })),
  });
  for (const [GroupName, Description] of Object.entries(GROUPS))
    await cognito("CreateGroup", { GroupName, Description });
  await createUser(cognito);
  const cursorKey = randomBytes(32).toString("base64url");
  return { userPoolId, managedLogin, portal: await createPortal(cognito), user: DEMO_USER, cursorKey };
}

type Cognito = (
  operation: string,
  input: Readonly<Record<string, unknown>>,
) => Promise<Readonly<Record<string, unknown>>>;

async function createPool(aws: WireClient): Promise<string> {
  const answer = await aws.call(`${COGNITO}.CreateUserPool`, {
    PoolName: "latchkey-local",
    UsernameAttributes: ["email"],
    AutoVerifiedAttributes: ["email"],
    UsernameConfiguration: { CaseSensitive: false },
    AdminCreateUserConfig: { AllowAdminCreateUserOnly: false },
  });
  // Answered by our own stand-in, in Cognito's shape.
  return (answer["UserPool"] as { Id: string }).Id;
}

async function createUser(cognito: Cognito): Promise<void> {
  const { username, email, password } = DEMO_USER;
  const UserAttributes = [
    { Name: "email", Value: email },
    { Name: "email_verified", Value: "true" },
  ];
  await cognito("AdminCreateUser", { Username: username, UserAttributes, MessageAction: "SUPPRESS" });
  await cognito("AdminSetUserPassword", { Username: username, Password: password, Permanent: true });
  await cognito("AdminAddUserToGroup", { Username: username, GroupName: "latchkey-users" });
}

async function createPortal(cognito: Cognito): Promise<PortalClient> {
  const scopes = Object.keys(SCOPES).map((scope) => `${RESOURCE_SERVER}/${scope}`);
  const answer = await cognito("CreateUserPoolClient", {
    ClientName: "latchkey-portal",
    GenerateSecret: true,
    AllowedOAuthFlowsUserPoolClient: true,
    AllowedOAuthFlows: ["client_credentials"],
    AllowedOAuthScopes: scopes,
    ExplicitAuthFlows: ["ALLOW_REFRESH_TOKEN_AUTH"],
  });
  const { ClientId: clientId, ClientSecret: clientSecret } = answer["UserPoolClient"] as {
    ClientId: string;
    ClientSecret: string;
  };
  return { clientId, clientSecret, scopes };
}

async function createTable(aws: WireClient): Promise<void> {
  const { attributes, key, indexes, ttl } = tableDefinition;
  const schema = ({ hash, range }: { readonly hash: string; readonly range: string }) => [
    { AttributeName: hash, KeyType: "HASH" },
    { AttributeName: range, KeyType: "RANGE" },
  ];
  await aws.call("DynamoDB_20120810.CreateTable", {
    TableName: TABLE,
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: Object.entries(attributes).map(([AttributeName, AttributeType]) => ({
      AttributeName,
      AttributeType,
    })),
    KeySchema: schema(key),
    GlobalSecondaryIndexes: Object.entries(indexes).map(([IndexName, keys]) => ({
      IndexName,
      KeySchema: schema(keys),
      Projection: { ProjectionType: "ALL" },
    })),
  });
  await untilActive(aws);
  await aws.call("DynamoDB_20120810.UpdateTimeToLive", {
    TableName: TABLE,
    TimeToLiveSpecification: { AttributeName: ttl, Enabled: true },
  });
}

/** Like AWS, the stand-in creates a table in its own time. */
async function untilActive(aws: WireClient): Promise<void> {
  for (;;) {
    const answer = await aws.call("DynamoDB_20120810.DescribeTable", { TableName: TABLE });
    if ((answer["Table"] as { TableStatus?: string }).TableStatus === "ACTIVE") return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
