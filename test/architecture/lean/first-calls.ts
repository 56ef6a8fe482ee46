import { CognitoIdentityProviderClient, ListUserPoolClientsCommand } from "@aws-sdk/client-cognito-identity-provider";
import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { clientSettings } from "@latchkey/aws/connection";

/** As in the cloud: no endpoint is given, so that each client goes to its service's own. */
const connection = {
  region: "eu-west-1",
  credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" },
  endpoint: undefined,
  callMs: 300,
};

/**
 * Makes the first call of every client, which nobody answers, with the settings that all are given; `missing` leaves one out. Answers why
 * each failed.
 */
export async function firstCalls(missing: string | undefined): Promise<readonly string[]> {
  const given = Object.entries(clientSettings(connection)).filter(([name]) => name !== missing);
  // All settings but one of them.
  const settings = Object.fromEntries(given) as Partial<ReturnType<typeof clientSettings>>;
  const outcomes = await Promise.allSettled([
    new DynamoDBClient(settings).send(new GetItemCommand({ TableName: "latchkey", Key: { pk: { S: "A" } } })),
    new CognitoIdentityProviderClient(settings).send(new ListUserPoolClientsCommand({ UserPoolId: "eu-west-1_pool" })),
    new SecretsManagerClient(settings).send(new GetSecretValueCommand({ SecretId: "latchkey/a" })),
    new EventBridgeClient(settings).send(
      new PutEventsCommand({ Entries: [{ Source: "a", DetailType: "b", Detail: "{}" }] }),
    ),
  ]);
  return outcomes.map((outcome) => (outcome.status === "rejected" ? String(outcome.reason) : "answered"));
}
