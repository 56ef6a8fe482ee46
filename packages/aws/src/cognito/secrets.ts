import {
  AddUserPoolClientSecretCommand,
  type ClientSecretDescriptorType,
  DeleteUserPoolClientSecretCommand,
  ListUserPoolClientSecretsCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import type { ClientSecretEntry } from "@latchkey/core/ports/app-clients";
import type { Call } from "@latchkey/core/ports/call";
import type { Secret } from "@latchkey/core/secret";
import { badAnswer, type Cognito, ifFound } from "./calls.ts";
import type { Target } from "./describe.ts";

const idsOf = ({ pool, clientId }: Target) => ({ UserPoolId: pool.id, ClientId: clientId });

/**
 * Adds a secret of our own making: one that Cognito generates is lost with a lost answer
 * (https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AddUserPoolClientSecret.html).
 */
export async function addSecret(
  cognito: Cognito,
  target: Target,
  secret: Secret,
  call: Call,
): Promise<Pick<ClientSecretEntry, "secretId">> {
  const operation = "AddUserPoolClientSecret";
  const command = new AddUserPoolClientSecretCommand({ ...idsOf(target), ClientSecret: secret.reveal() });
  const answer = await cognito.run(operation, "refused-only", call, (options) => cognito.client.send(command, options));
  const secretId = answer.ClientSecretDescriptor?.ClientSecretId;
  if (secretId === undefined) throw badAnswer(operation, "NoClientSecretId");
  return { secretId };
}

/** The live secrets, oldest first; none of a client that is not there. There are at most two: the answer has no pages. */
export async function listSecrets(cognito: Cognito, target: Target, call: Call): Promise<readonly ClientSecretEntry[]> {
  const command = new ListUserPoolClientSecretsCommand(idsOf(target));
  const answer = await ifFound(
    cognito.run("ListUserPoolClientSecrets", "idempotent", call, (options) => cognito.client.send(command, options)),
  );
  return (answer?.ClientSecrets ?? []).map(entryOf).sort(byAge);
}

/** One that was passed over could be deleted for another. */
function entryOf({ ClientSecretId: secretId, ClientSecretCreateDate: created }: ClientSecretDescriptorType) {
  if (secretId === undefined || created === undefined) throw badAnswer("ListUserPoolClientSecrets", "NoClientSecretId");
  return { secretId, createdAt: created.getTime() };
}

/** Ids are `<client id>--<epoch seconds>`: they decide between secrets of the same second. */
const byAge = (one: ClientSecretEntry, other: ClientSecretEntry): number =>
  one.createdAt - other.createdAt || (one.secretId < other.secretId ? -1 : 1);

/** Deletes a secret; one that is not there counts as deleted. */
export async function removeSecret(cognito: Cognito, target: Target, secretId: string, call: Call): Promise<void> {
  const command = new DeleteUserPoolClientSecretCommand({ ...idsOf(target), ClientSecretId: secretId });
  await ifFound(
    cognito.run("DeleteUserPoolClientSecret", "idempotent", call, (options) => cognito.client.send(command, options)),
  );
}
