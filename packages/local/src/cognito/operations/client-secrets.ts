import { hasRoomForSecret, newSecret, withoutForgotten, withoutSecret } from "../client-secrets.ts";
import { isConfidential, liveSecrets, requireClient } from "../clients.ts";
import type { CognitoContext } from "../context.ts";
import { invalidParameter, limitExceeded, resourceNotFound } from "../errors.ts";
import { newClientSecret } from "../ids.ts";
import { type Operations, operation } from "../operation.ts";
import { requirePool } from "../pools.ts";
import { propagationOf } from "../secret-propagation.ts";
import type { Client, ClientSecret } from "../state.ts";

interface OfClient {
  readonly UserPoolId: string;
  readonly ClientId: string;
}

/** The second secret of a client, with which secrets are rotated without downtime. */
export const clientSecretOperations: Operations = {
  AddUserPoolClientSecret: operation((context, input: OfClient & { ClientSecret?: string }) => {
    const client = rotatable(context, input);
    if (!hasRoomForSecret(client)) {
      throw limitExceeded("The app client has reached its limit of 2 secrets. Delete one before you add another.");
    }
    const value = input.ClientSecret ?? newClientSecret();
    const now = context.clock.now();
    const known = withoutForgotten(client, now, propagationOf(context.options.secretPropagationMs));
    const added = newSecret(known, { value, original: false, now });
    context.state.clients.put(client.id, added.client);
    const generated = input.ClientSecret === undefined ? { ClientSecretValue: value } : {};
    return { ClientSecretDescriptor: { ...described(added.secret), ...generated } };
  }),
  ListUserPoolClientSecrets: operation((context, input: OfClient) => ({
    ClientSecrets: liveSecrets(rotatable(context, input)).map(described),
  })),
  DeleteUserPoolClientSecret: operation((context, input: OfClient & { ClientSecretId: string }) => {
    const client = rotatable(context, input);
    const live = liveSecrets(client);
    if (!live.some(({ id }) => id === input.ClientSecretId)) {
      throw resourceNotFound(`Client secret ${input.ClientSecretId} does not exist.`);
    }
    if (live.length === 1) throw invalidParameter("The only secret of an app client cannot be deleted.");
    const remaining = withoutSecret(
      client,
      input.ClientSecretId,
      context.clock.now(),
      propagationOf(context.options.secretPropagationMs),
    );
    context.state.clients.put(client.id, remaining);
    return {};
  }),
};

/** Only clients that were made confidential by `CreateUserPoolClient` can have their secrets managed. */
function rotatable(context: CognitoContext, { UserPoolId, ClientId }: OfClient): Client {
  const client = requireClient(context, ClientId, requirePool(context, UserPoolId).id);
  if (client.type === "DCR") {
    throw invalidParameter("Client secrets of dynamically registered app clients cannot be managed.");
  }
  if (!isConfidential(client)) throw invalidParameter(`App client ${client.id} does not have a client secret.`);
  return client;
}

/** Never with the value. */
function described({ id, createdAt }: ClientSecret) {
  return { ClientSecretId: id, ClientSecretCreateDate: Math.floor(createdAt / 1000) };
}
