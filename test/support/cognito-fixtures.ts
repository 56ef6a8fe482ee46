import {
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  type CognitoIdentityProviderClient,
  CreateUserPoolClientCommand,
  type CreateUserPoolClientCommandInput,
  CreateUserPoolCommand,
  type CreateUserPoolCommandInput,
  type UserPoolClientType,
} from "@aws-sdk/client-cognito-identity-provider";

/** Satisfies the default password policy. */
export const PASSWORD = "Correct-Horse-7";

/** A new pool; its id. */
export async function createPool(
  cognito: CognitoIdentityProviderClient,
  settings: Partial<CreateUserPoolCommandInput> = {},
): Promise<string> {
  const { UserPool } = await cognito.send(new CreateUserPoolCommand({ PoolName: "people", ...settings }));
  return UserPool!.Id!;
}

/** A new pool in which people sign up and in with their e-mail address; its id. */
export const createEmailPool = (
  cognito: CognitoIdentityProviderClient,
  settings: Partial<CreateUserPoolCommandInput> = {},
): Promise<string> =>
  createPool(cognito, { UsernameAttributes: ["email"], AutoVerifiedAttributes: ["email"], ...settings });

/** A new app client, as its creation answers it. */
export async function createClient(
  cognito: CognitoIdentityProviderClient,
  UserPoolId: string,
  settings: Partial<CreateUserPoolClientCommandInput> = {},
): Promise<UserPoolClientType & { ClientId: string }> {
  const input = { UserPoolId, ClientName: "app", ...settings };
  const { UserPoolClient } = await cognito.send(new CreateUserPoolClientCommand(input));
  return { ...UserPoolClient, ClientId: UserPoolClient!.ClientId! };
}

/** A confirmed user with `PASSWORD`; the user name that Cognito gave. */
export async function createUser(
  cognito: CognitoIdentityProviderClient,
  UserPoolId: string,
  Username: string,
  attributes: Readonly<Record<string, string>> = {},
): Promise<string> {
  const UserAttributes = Object.entries(attributes).map(([Name, Value]) => ({ Name, Value }));
  const created = await cognito.send(
    new AdminCreateUserCommand({ UserPoolId, Username, UserAttributes, MessageAction: "SUPPRESS" }),
  );
  await cognito.send(new AdminSetUserPasswordCommand({ UserPoolId, Username, Password: PASSWORD, Permanent: true }));
  return created.User!.Username!;
}
