import { randomBytes } from "node:crypto";
import {
  CognitoIdentityProviderClient,
  CreateUserPoolClientCommand,
  type CreateUserPoolClientCommandInput,
  DeleteUserPoolClientCommand,
  DescribeUserPoolCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { CreateSecretCommand, DeleteSecretCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";

/** What checks work with. Whatever they make carries `prefix` in its name, and is registered to be taken away. */
export interface World {
  readonly cognito: CognitoIdentityProviderClient;
  readonly secrets: SecretsManagerClient;
  readonly poolId: string;
  /** Origin of the login domain; undefined when the pool has none. */
  readonly loginUrl: string | undefined;
  /** Never begins with `latchkey.`, by which the service knows its own clients. */
  readonly prefix: string;
  /** A new app client with one callback URL, and its id; deleted at the end. */
  client(settings?: Partial<CreateUserPoolClientCommandInput>): Promise<string>;
  /** The same without the SDK's own repetitions. */
  clientOnce(settings: Partial<CreateUserPoolClientCommandInput>): Promise<string>;
  /** A new secret in Secrets Manager, and its name; deleted at the end without a waiting time. */
  secret(value: string, token: string): Promise<string>;
  /** Runs at the end, last in first out, whatever happened. */
  later(what: string, undo: () => Promise<unknown>): void;
}

/** As the callback URL of the checks' clients; nobody is ever sent there. */
export const CALLBACK = "https://conformance.example.com/callback";

interface WorldOptions {
  readonly poolId: string;
  /** Instead of what the pool says, for a login domain that is elsewhere. */
  readonly loginUrl: string | undefined;
}

export interface OpenWorld extends World {
  /** Takes away everything that was made. Answers a line for each thing that is still there. */
  cleanUp(): Promise<readonly string[]>;
}

/** Throws what the SDK throws when the pool cannot be described. */
export async function openWorld({ poolId, loginUrl }: WorldOptions): Promise<OpenWorld> {
  const region = poolId.replace(/_.*/, "");
  const cognito = new CognitoIdentityProviderClient({ region });
  const once = new CognitoIdentityProviderClient({ region, maxAttempts: 1 });
  const secrets = new SecretsManagerClient({ region });
  const { UserPool } = await cognito.send(new DescribeUserPoolCommand({ UserPoolId: poolId }));
  const prefix = `latchkey-conformance-${randomBytes(4).toString("hex")}`;
  const undos: { readonly what: string; readonly undo: () => Promise<unknown> }[] = [];
  let count = 0;
  const name = (): string => `${prefix}-${++count}`;
  const client = async (
    by: CognitoIdentityProviderClient,
    settings: Partial<CreateUserPoolClientCommandInput> = {},
  ): Promise<string> => {
    const { UserPoolClient } = await by.send(new CreateUserPoolClientCommand(clientInput(poolId, name(), settings)));
    const id = UserPoolClient?.ClientId ?? "";
    const undo = new DeleteUserPoolClientCommand({ UserPoolId: poolId, ClientId: id });
    undos.push({ what: `app client ${id}`, undo: () => cognito.send(undo) });
    return id;
  };
  return {
    cognito,
    secrets,
    poolId,
    loginUrl: loginUrl ?? domainOf(region, UserPool?.CustomDomain, UserPool?.Domain),
    prefix,
    client: (settings) => client(cognito, settings),
    clientOnce: (settings) => client(once, settings),
    async secret(value, token) {
      const made = `${name()}-secret`;
      await secrets.send(new CreateSecretCommand({ Name: made, SecretString: value, ClientRequestToken: token }));
      const undo = new DeleteSecretCommand({ SecretId: made, ForceDeleteWithoutRecovery: true });
      undos.push({ what: `secret ${made}`, undo: () => secrets.send(undo) });
      return made;
    },
    later: (what, undo) => void undos.push({ what, undo }),
    async cleanUp() {
      const left: string[] = [];
      for (const { what, undo } of undos.splice(0).toReversed())
        await undo().catch((error: unknown) => {
          // Some checks take away what they made.
          if (!isGone(error)) left.push(`${what}: ${String(error)}`);
        });
      return left;
    },
  };
}

const clientInput = (
  UserPoolId: string,
  ClientName: string,
  settings: Partial<CreateUserPoolClientCommandInput>,
): CreateUserPoolClientCommandInput => ({
  UserPoolId,
  ClientName,
  AllowedOAuthFlowsUserPoolClient: true,
  AllowedOAuthFlows: ["code"],
  AllowedOAuthScopes: ["openid"],
  CallbackURLs: [CALLBACK],
  SupportedIdentityProviders: ["COGNITO"],
  ExplicitAuthFlows: ["ALLOW_REFRESH_TOKEN_AUTH"],
  ...settings,
});

const isGone = (error: unknown): boolean => error instanceof Error && error.name === "ResourceNotFoundException";

const domainOf = (region: string, custom: string | undefined, prefix: string | undefined): string | undefined => {
  if (custom !== undefined) return `https://${custom}`;
  return prefix === undefined ? undefined : `https://${prefix}.auth.${region}.amazoncognito.com`;
};
