import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  AddUserPoolClientSecretCommand,
  AdminAddUserToGroupCommand,
  AdminGetUserCommand,
  AdminListGroupsForUserCommand,
  CreateGroupCommand,
  CreateManagedLoginBrandingCommand,
  CreateResourceServerCommand,
  CreateUserPoolDomainCommand,
  DescribeManagedLoginBrandingByClientCommand,
  DescribeUserPoolClientCommand,
  DescribeUserPoolCommand,
  InitiateAuthCommand,
  ListUserPoolClientSecretsCommand,
  ListUserPoolClientsCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { newSigningKeys } from "@latchkey/local/cognito/pools";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createClient, createEmailPool, createUser, PASSWORD } from "../support/cognito-fixtures.ts";
import { type LocalAws, localAws } from "../support/local-aws.ts";

let dir: string;
let aws: LocalAws;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "latchkey-cognito-"));
  aws = await localAws({ dir, signingKeys: newSigningKeys });
});
afterEach(async () => {
  await aws.close();
  await rm(dir, { recursive: true, force: true });
});

async function restart(): Promise<void> {
  await aws.close();
  aws = await localAws({ dir });
}

test("everything survives a restart, signing keys and refresh tokens too", async () => {
  const UserPoolId = await createEmailPool(aws.cognito);
  const { cognito } = aws;
  await cognito.send(new CreateUserPoolDomainCommand({ UserPoolId, Domain: "kept", ManagedLoginVersion: 2 }));
  await cognito.send(
    new CreateResourceServerCommand({
      UserPoolId,
      Identifier: "api",
      Name: "api",
      Scopes: [{ ScopeName: "read", ScopeDescription: "Read" }],
    }),
  );
  const client = await createClient(cognito, UserPoolId, {
    ClientSecret: "a_secret_of_at_least_24_characters",
    ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
  });
  const { ClientId } = client;
  await cognito.send(new AddUserPoolClientSecretCommand({ UserPoolId, ClientId }));
  await cognito.send(new CreateManagedLoginBrandingCommand({ UserPoolId, ClientId, UseCognitoProvidedValues: true }));
  await createUser(cognito, UserPoolId, "ada@example.com");
  await cognito.send(new CreateGroupCommand({ UserPoolId, GroupName: "staff" }));
  const own = { UserPoolId, Username: "ada@example.com" };
  await cognito.send(new AdminAddUserToGroupCommand({ ...own, GroupName: "staff" }));
  const open = await createClient(cognito, UserPoolId, {
    ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
  });
  const AuthParameters = { USERNAME: "ada@example.com", PASSWORD };
  const signIn = { ClientId: open.ClientId, AuthFlow: "USER_PASSWORD_AUTH", AuthParameters } as const;
  const { AuthenticationResult } = await cognito.send(new InitiateAuthCommand(signIn));

  const read = async () => ({
    pool: (await aws.cognito.send(new DescribeUserPoolCommand({ UserPoolId }))).UserPool,
    client: (await aws.cognito.send(new DescribeUserPoolClientCommand({ UserPoolId, ClientId }))).UserPoolClient,
    secrets: (await aws.cognito.send(new ListUserPoolClientSecretsCommand({ UserPoolId, ClientId }))).ClientSecrets,
    style: (await aws.cognito.send(new DescribeManagedLoginBrandingByClientCommand({ UserPoolId, ClientId })))
      .ManagedLoginBranding,
    user: (await aws.cognito.send(new AdminGetUserCommand(own))).UserAttributes,
    groups: (await aws.cognito.send(new AdminListGroupsForUserCommand(own))).Groups,
    keys: aws.context.state.pools.get(UserPoolId)!.keys,
  });
  const before = await read();
  await restart();
  expect(await read()).toEqual(before);
  await aws.cognito.send(new InitiateAuthCommand(signIn));
  const REFRESH_TOKEN = AuthenticationResult!.RefreshToken!;
  const refresh = {
    ClientId: open.ClientId,
    AuthFlow: "REFRESH_TOKEN_AUTH",
    AuthParameters: { REFRESH_TOKEN },
  } as const;
  await aws.cognito.send(new InitiateAuthCommand(refresh));
});

test("a page token continues after a restart", async () => {
  const UserPoolId = await createEmailPool(aws.cognito);
  for (const ClientName of ["a", "b", "c"]) await createClient(aws.cognito, UserPoolId, { ClientName });
  const first = await aws.cognito.send(new ListUserPoolClientsCommand({ UserPoolId, MaxResults: 2 }));
  await restart();
  const { NextToken } = first;
  const second = await aws.cognito.send(new ListUserPoolClientsCommand({ UserPoolId, MaxResults: 2, NextToken }));
  const ids = [...first.UserPoolClients!, ...second.UserPoolClients!].map(({ ClientId }) => ClientId);
  expect(new Set(ids).size).toBe(3);
});

test("an effect that was answered is on disk, whatever happens then", async () => {
  const UserPoolId = await createEmailPool(aws.cognito);
  const remove = aws.faults.add({
    service: "cognito-idp",
    operation: "CreateUserPoolClient",
    fault: { kind: "reset-after" },
  });
  await expect(createClient(aws.cognito, UserPoolId, { ClientName: "lost answer" })).rejects.toThrow(
    /ECONNRESET|socket hang up/,
  );
  remove();
  await restart();
  const { UserPoolClients } = await aws.cognito.send(new ListUserPoolClientsCommand({ UserPoolId }));
  expect(UserPoolClients).toMatchObject([{ ClientName: "lost answer" }]);
});
