import {
  CognitoIdentityProviderClient,
  CreateUserPoolClientCommand,
  DeleteUserPoolClientCommand,
  ListUserPoolClientsCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import {
  type AttributeValue,
  DynamoDBClient,
  GetItemCommand,
  QueryCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
} from "@aws-sdk/client-dynamodb";
import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { type Connection, clientSettings } from "@latchkey/aws/connection";
import { sdkClient } from "@latchkey/aws/sdk-client";

/** The clients as the adapters make them. */
export const sdkClients = (connection: Connection): SdkClients => ({
  cognito: sdkClient(CognitoIdentityProviderClient, connection),
  dynamodb: sdkClient(DynamoDBClient, connection),
  secrets: sdkClient(SecretsManagerClient, connection),
  events: sdkClient(EventBridgeClient, connection),
});

/** The same, as the SDK makes them of these settings. */
export function plainClients(connection: Connection) {
  const settings = clientSettings(connection);
  return {
    cognito: new CognitoIdentityProviderClient(settings),
    dynamodb: new DynamoDBClient(settings),
    secrets: new SecretsManagerClient(settings),
    events: new EventBridgeClient(settings),
  };
}

export type SdkClients = ReturnType<typeof plainClients>;

interface Place {
  readonly userPoolId: string;
  readonly table: string;
}

/** Calls of every service by name, which depend on each other in this order. */
export function sdkCalls(
  { cognito, dynamodb, secrets, events }: SdkClients,
  { userPoolId: UserPoolId, table: TableName }: Place,
): Readonly<Record<string, () => Promise<object>>> {
  const put = { Put: { TableName, Item: ITEM, ConditionExpression: "attribute_not_exists(pk)" } };
  const Key = { pk: { S: "A" }, sk: { S: "B" } };
  return {
    "dynamodb: write": () =>
      dynamodb.send(new TransactWriteItemsCommand({ TransactItems: [put], ClientRequestToken: "first" })),
    "dynamodb: read": () => dynamodb.send(new GetItemCommand({ TableName, Key })),
    "dynamodb: read nothing": () => dynamodb.send(new GetItemCommand({ TableName, Key: { ...Key, sk: { S: "C" } } })),
    "dynamodb: query": () =>
      dynamodb.send(
        new QueryCommand({
          TableName,
          KeyConditionExpression: "pk = :pk",
          ExpressionAttributeValues: { ":pk": { S: "A" } },
        }),
      ),
    "dynamodb: failed condition": () =>
      dynamodb.send(new TransactWriteItemsCommand({ TransactItems: [put], ClientRequestToken: "second" })),
    "dynamodb: no table": () => dynamodb.send(new GetItemCommand({ TableName: "none", Key })),
    "cognito: create": () =>
      cognito.send(
        new CreateUserPoolClientCommand({
          UserPoolId,
          ClientName: "ünï – 名",
          CallbackURLs: ["https://app.example.com/cb"],
          RefreshTokenValidity: 7,
        }),
      ),
    "cognito: list": () => cognito.send(new ListUserPoolClientsCommand({ UserPoolId, MaxResults: 60 })),
    "cognito: no client": () =>
      cognito.send(new DeleteUserPoolClientCommand({ UserPoolId, ClientId: "0123456789abcdefghijklmnop" })),
    "cognito: invalid": () => cognito.send(new ListUserPoolClientsCommand({ UserPoolId, MaxResults: 61 })),
    "secrets: create": () =>
      secrets.send(new CreateSecretCommand({ Name: "a/b", SecretString: "{}", ClientRequestToken: token(1) })),
    "secrets: read": () => secrets.send(new GetSecretValueCommand({ SecretId: "a/b" })),
    "secrets: exists": () =>
      secrets.send(new CreateSecretCommand({ Name: "a/b", SecretString: "[]", ClientRequestToken: token(2) })),
    "secrets: none": () => secrets.send(new GetSecretValueCommand({ SecretId: "none" })),
    "events: put": () =>
      events.send(new PutEventsCommand({ Entries: [{ Source: "a", DetailType: "b", Detail: "{}", Time: TIME }] })),
    "events: failed entry": () =>
      events.send(
        new PutEventsCommand({
          Entries: [
            { Source: "a", DetailType: "b", Detail: "{}" },
            { Source: "a", DetailType: "b", Detail: "no" },
          ],
        }),
      ),
    "events: invalid": () => events.send(new PutEventsCommand({ Entries: [{}] })),
  };
}

/** Tokens are given: what the SDK takes instead is random. */
const token = (digit: number): string => `00000000-0000-4000-8000-00000000000${digit}`;

const TIME = new Date(Date.UTC(2026, 0, 1, 12, 30, 15));
/** Every type of attribute. */
const ITEM: Record<string, AttributeValue> = {
  pk: { S: "A" },
  sk: { S: "B" },
  n: { N: "12345678901234567890" },
  b: { B: new Uint8Array([0, 127, 255]) },
  ss: { SS: ["x", "y"] },
  ns: { NS: ["1"] },
  bs: { BS: [new Uint8Array([1])] },
  bool: { BOOL: false },
  null: { NULL: true },
  l: { L: [{ M: { quote: { S: '"\\\n\u2028 ünï 🗝' } } }] },
};

/** The answer; or everything that an error says of itself, and what code that asks for its class learns. */
export async function outcomeOf(call: () => Promise<object>): Promise<object> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof Error)) return { thrown: error };
    const {
      stack: _stack,
      $response: _response,
      ...said
    } = Object.getOwnPropertyDescriptors(error) as Record<string, PropertyDescriptor>;
    return {
      said: Object.entries(said).map(([name, { value, enumerable }]) => [name, value as unknown, enumerable]),
      text: String(error),
      shape: (error.constructor as { readonly shapeId?: string }).shapeId,
      isTransactionCanceled: error instanceof TransactionCanceledException,
      isSecretNotFound: error instanceof ResourceNotFoundException,
    };
  }
}
