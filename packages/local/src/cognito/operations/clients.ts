import { newSecret } from "../client-secrets.ts";
import { clientSettings } from "../client-settings.ts";
import { clientsOf, deleteClient, isConfidential, liveSecrets, requireClient } from "../clients.ts";
import type { CognitoContext } from "../context.ts";
import { invalidParameter, limitExceeded } from "../errors.ts";
import { newClientId, newClientSecret } from "../ids.ts";
import { epochSeconds, type Operations, operation } from "../operation.ts";
import { pageOf } from "../paging.ts";
import { requirePool } from "../pools.ts";
import type { Client, ClientSettings } from "../state.ts";
import { withUnknownSettings } from "../unknown-client-fields.ts";

interface OfClient {
  readonly UserPoolId: string;
  readonly ClientId: string;
}

type CreateInput = ClientSettings & {
  readonly UserPoolId: string;
  readonly GenerateSecret?: boolean;
  readonly ClientSecret?: string;
};

interface ListInput {
  readonly UserPoolId: string;
  readonly MaxResults?: number;
  readonly NextToken?: string;
  readonly ClientType?: Client["type"];
}

/** Create, describe, update, delete and list app clients. */
export const clientOperations: Operations = {
  CreateUserPoolClient: operation((context, input: CreateInput) => {
    const { UserPoolId, GenerateSecret, ClientSecret, ...requested } = input;
    const pool = requirePool(context, UserPoolId);
    if (GenerateSecret === true && ClientSecret !== undefined) {
      throw invalidParameter("GenerateSecret and ClientSecret cannot be specified together.");
    }
    const value = GenerateSecret === true ? newClientSecret() : ClientSecret;
    const settings = clientSettings(context, pool, requested, value !== undefined);
    assertRoom(context, pool.id);
    const now = context.clock.now();
    const client: Client = {
      id: newClientId(),
      poolId: pool.id,
      createdAt: now,
      modifiedAt: now,
      type: "REGULAR",
      settings,
      secrets: [],
    };
    const stored = value === undefined ? client : newSecret(client, { value, original: true, now }).client;
    context.state.clients.put(client.id, stored);
    return { UserPoolClient: described(stored) };
  }),
  DescribeUserPoolClient: operation((context, { UserPoolId, ClientId }: OfClient) => {
    const pool = requirePool(context, UserPoolId);
    return { UserPoolClient: described(requireClient(context, ClientId, pool.id)) };
  }),
  UpdateUserPoolClient: operation((context, input: OfClient & Partial<ClientSettings>, unknown) => {
    const { UserPoolId, ClientId, ClientName, ...requested } = input;
    const pool = requirePool(context, UserPoolId);
    const client = requireClient(context, ClientId, pool.id);
    const named = { ...requested, ClientName: ClientName ?? client.settings.ClientName };
    const settings = clientSettings(context, pool, named, isConfidential(client));
    const updated = withUnknownSettings({ ...client, settings, modifiedAt: context.clock.now() }, unknown);
    context.state.clients.put(client.id, updated);
    return { UserPoolClient: described(updated) };
  }),
  DeleteUserPoolClient: operation((context, { UserPoolId, ClientId }: OfClient) => {
    const pool = requirePool(context, UserPoolId);
    deleteClient(context, requireClient(context, ClientId, pool.id));
    return {};
  }),
  ListUserPoolClients: operation((context, { UserPoolId, MaxResults, NextToken, ClientType }: ListInput) => {
    const pool = requirePool(context, UserPoolId);
    const page = pageOf(clientsOf(context, pool.id), ({ id }) => id, { limit: MaxResults, most: 60, token: NextToken });
    // The filter works within a page, so that a page can be short or empty although more follow.
    const shown = page.items.filter(({ type }) => ClientType === undefined || type === ClientType);
    return {
      UserPoolClients: shown.map(({ id, poolId, settings }) => ({
        ClientId: id,
        UserPoolId: poolId,
        ClientName: settings.ClientName,
      })),
      ...(page.next !== undefined && { NextToken: page.next }),
    };
  }),
};

function assertRoom(context: CognitoContext, poolId: string): void {
  const { quotas, maxClients } = context.options;
  if (quotas && clientsOf(context, poolId).length >= maxClients) {
    throw limitExceeded(`The user pool has reached its quota of ${maxClients} app clients.`);
  }
}

/** With the original secret while it lives; secrets that were added later are never shown. */
function described(client: Client) {
  const secret = liveSecrets(client).find(({ original }) => original)?.value;
  return {
    UserPoolId: client.poolId,
    ClientId: client.id,
    ...client.settings,
    ...client.unknownSettings,
    ...(secret !== undefined && { ClientSecret: secret }),
    ClientType: client.type,
    CreationDate: epochSeconds(client.createdAt),
    LastModifiedDate: epochSeconds(client.modifiedAt),
  };
}
