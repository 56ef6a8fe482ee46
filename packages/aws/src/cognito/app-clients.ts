import {
  type CognitoIdentityProviderClient,
  DeleteUserPoolClientCommand,
  ListUserPoolClientsCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import type { Pool } from "@latchkey/core/pool";
import type { AppClientEntry, AppClients } from "@latchkey/core/ports/app-clients";
import type { Call } from "@latchkey/core/ports/call";
import type { RetryContext } from "../retry.ts";
import { brand, unbrand } from "./branding.ts";
import { type Cognito, cognitoCalls, ifFound } from "./calls.ts";
import { createClient } from "./create.ts";
import type { Target } from "./describe.ts";
import { inspectClient } from "./inspect.ts";
import { addSecret, listSecrets, removeSecret } from "./secrets.ts";
import { checkUpdate, updateClient } from "./update.ts";

/** Cognito's app clients through the SDK. */
export function cognitoAppClients(client: CognitoIdentityProviderClient, retry: RetryContext): AppClients {
  const cognito = cognitoCalls(client, retry);
  return {
    create: (request, call) => createClient(cognito, request, call),
    inspect: (pool, clientId, recorded, call) => inspectClient(cognito, { pool, clientId }, recorded, call),
    checkUpdate: (update, call) => checkUpdate(cognito, update, call),
    update: (update, call) => updateClient(cognito, update, call),
    remove: (pool, clientId, call) => remove(cognito, { pool, clientId }, call),
    brand: (pool, clientId, call) => brand(cognito, { pool, clientId }, call),
    unbrand: (pool, clientId, call) => unbrand(cognito, { pool, clientId }, call),
    list: (pool, call) => list(cognito, pool, call),
    addSecret: (pool, clientId, secret, call) => addSecret(cognito, { pool, clientId }, secret, call),
    listSecrets: (pool, clientId, call) => listSecrets(cognito, { pool, clientId }, call),
    removeSecret: (pool, clientId, secretId, call) => removeSecret(cognito, { pool, clientId }, secretId, call),
  };
}

async function remove(cognito: Cognito, { pool, clientId }: Target, call: Call): Promise<void> {
  const command = new DeleteUserPoolClientCommand({ UserPoolId: pool.id, ClientId: clientId });
  await ifFound(
    cognito.run("DeleteUserPoolClient", "idempotent", call, (options) => cognito.client.send(command, options)),
  );
}

async function* list(cognito: Cognito, pool: Pool, call: Call): AsyncGenerator<AppClientEntry> {
  let next: string | undefined;
  do {
    // Dynamically registered clients are never ours. A filtered page may be empty: only the token ends the list.
    const command = new ListUserPoolClientsCommand({
      UserPoolId: pool.id,
      MaxResults: 60,
      ClientType: "REGULAR",
      NextToken: next,
    });
    const page = await cognito.run("ListUserPoolClients", "idempotent", call, (options) =>
      cognito.client.send(command, options),
    );
    for (const { ClientId: clientId, ClientName: name } of page.UserPoolClients ?? [])
      if (clientId !== undefined && name !== undefined) yield { clientId, name };
    next = page.NextToken;
  } while (next !== undefined);
}
