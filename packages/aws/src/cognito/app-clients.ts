import {
  CognitoIdentityProviderClient,
  CreateManagedLoginBrandingCommand,
  CreateUserPoolClientCommand,
  type CreateUserPoolClientCommandInput,
  DeleteManagedLoginBrandingCommand,
  DeleteUserPoolClientCommand,
  DescribeManagedLoginBrandingByClientCommand,
  ListUserPoolClientsCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import type { Pool } from "@latchkey/core/pool";
import type { AppClientEntry, AppClientRequest, AppClients } from "@latchkey/core/ports/app-clients";
import type { Call } from "@latchkey/core/ports/call";
import { UpstreamError } from "@latchkey/core/upstream";
import { type Connection, clientSettings } from "../connection.ts";
import { type Repeatable, type RetryContext, retrying } from "../retry.ts";

type Send = <T>(
  operation: string,
  repeatable: Repeatable,
  call: Call,
  send: (signal?: AbortSignal) => Promise<T>,
) => Promise<T>;

/** Cognito's app clients through the SDK (https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/). */
export function cognitoAppClients(connection: Connection, retry: RetryContext): AppClients {
  const cognito = new CognitoIdentityProviderClient(clientSettings(connection));
  const send: Send = (operation, repeatable, call, perform) =>
    retrying(retry, { operation: `cognito-idp:${operation}`, repeatable, call }, perform);
  return {
    async create(request, call) {
      const command = new CreateUserPoolClientCommand(createInput(request));
      const answer = await send("CreateUserPoolClient", "never", call, (abortSignal) =>
        cognito.send(command, options(abortSignal)),
      );
      const clientId = answer.UserPoolClient?.ClientId;
      if (clientId === undefined) throw new UpstreamError("unknown", "cognito-idp:CreateUserPoolClient", "NoClientId");
      return { clientId };
    },
    remove: (pool, clientId, call) =>
      gone(
        send("DeleteUserPoolClient", "idempotent", call, (abortSignal) =>
          cognito.send(
            new DeleteUserPoolClientCommand({ UserPoolId: pool.id, ClientId: clientId }),
            options(abortSignal),
          ),
        ),
      ),
    brand: (pool, clientId, call) => brand(cognito, send, { pool, clientId }, call),
    unbrand: (pool, clientId, call) => unbrand(cognito, send, { pool, clientId }, call),
    list: (pool, call) => list(cognito, send, pool, call),
  };
}

const options = (abortSignal: AbortSignal | undefined) => (abortSignal === undefined ? {} : { abortSignal });

/** Cognito resets nothing on create, but its defaults are not ours: everything that matters is written out. */
function createInput({ pool, name, secret, client }: AppClientRequest): CreateUserPoolClientCommandInput {
  return {
    UserPoolId: pool.id,
    ClientName: name,
    ClientSecret: secret.reveal(),
    AllowedOAuthFlowsUserPoolClient: true,
    AllowedOAuthFlows: [...client.flows],
    AllowedOAuthScopes: [...client.scopes],
    CallbackURLs: [...client.callbackUrls],
    ...(client.logoutUrls.length > 0 && { LogoutURLs: [...client.logoutUrls] }),
    ExplicitAuthFlows: [...client.explicitAuthFlows],
    SupportedIdentityProviders: [...pool.identityProviders],
    AccessTokenValidity: client.accessTokenMinutes,
    IdTokenValidity: client.idTokenMinutes,
    RefreshTokenValidity: client.refreshTokenDays,
    TokenValidityUnits: { AccessToken: "minutes", IdToken: "minutes", RefreshToken: "days" },
    EnableTokenRevocation: true,
    PreventUserExistenceErrors: "ENABLED",
  };
}

interface Target {
  readonly pool: Pool;
  readonly clientId: string;
}

async function brand(
  cognito: CognitoIdentityProviderClient,
  send: Send,
  { pool, clientId }: Target,
  call: Call,
): Promise<void> {
  const command = new CreateManagedLoginBrandingCommand({
    UserPoolId: pool.id,
    ClientId: clientId,
    UseCognitoProvidedValues: true,
  });
  // A style exists at most once per client, so that repeating this create is safe.
  await tolerating(
    "ManagedLoginBrandingExistsException",
    send("CreateManagedLoginBranding", "idempotent", call, (abortSignal) =>
      cognito.send(command, options(abortSignal)),
    ),
  );
}

async function unbrand(
  cognito: CognitoIdentityProviderClient,
  send: Send,
  { pool, clientId }: Target,
  call: Call,
): Promise<void> {
  const find = new DescribeManagedLoginBrandingByClientCommand({ UserPoolId: pool.id, ClientId: clientId });
  const found = await tolerating(
    "ResourceNotFoundException",
    send("DescribeManagedLoginBrandingByClient", "idempotent", call, (abortSignal) =>
      cognito.send(find, options(abortSignal)),
    ),
  );
  const id = found?.ManagedLoginBranding?.ManagedLoginBrandingId;
  if (id === undefined) return;
  const command = new DeleteManagedLoginBrandingCommand({ UserPoolId: pool.id, ManagedLoginBrandingId: id });
  await gone(
    send("DeleteManagedLoginBranding", "idempotent", call, (abortSignal) =>
      cognito.send(command, options(abortSignal)),
    ),
  );
}

async function* list(
  cognito: CognitoIdentityProviderClient,
  send: Send,
  pool: Pool,
  call: Call,
): AsyncGenerator<AppClientEntry> {
  let next: string | undefined;
  do {
    // Dynamically registered clients are never ours. A filtered page may be empty: only the token ends the list.
    const command = new ListUserPoolClientsCommand({
      UserPoolId: pool.id,
      MaxResults: 60,
      ClientType: "REGULAR",
      NextToken: next,
    });
    const page = await send("ListUserPoolClients", "idempotent", call, (abortSignal) =>
      cognito.send(command, options(abortSignal)),
    );
    for (const { ClientId: clientId, ClientName: name } of page.UserPoolClients ?? [])
      if (clientId !== undefined && name !== undefined) yield { clientId, name };
    next = page.NextToken;
  } while (next !== undefined);
}

const gone = async (deletion: Promise<unknown>): Promise<void> => {
  await tolerating("ResourceNotFoundException", deletion);
};

/** Undefined in place of one expected refusal. */
async function tolerating<T>(reason: string, answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof UpstreamError && error.reason === reason) return undefined;
    throw error;
  }
}
