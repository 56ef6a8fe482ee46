import {
  CognitoIdentityProviderClient,
  CreateUserPoolClientCommand,
  DeleteUserPoolClientCommand,
  UpdateUserPoolClientCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { REGION, type RunningAws, startAws } from "@latchkey/local/stack/start-aws";
import { wireClient } from "@latchkey/local/stack/wire-client";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { sharedSigningKeys } from "../support/signing-keys.ts";

let aws: RunningAws;
let cognito: CognitoIdentityProviderClient;
let UserPoolId: string;
let ClientId: string;

beforeAll(async () => {
  aws = await startAws({ loginPort: 0, signingKeys: sharedSigningKeys });
  UserPoolId = aws.provisions.userPoolId;
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  cognito = new CognitoIdentityProviderClient({ endpoint: aws.origin, region: REGION, credentials, maxAttempts: 1 });
});
beforeEach(async () => {
  const made = await cognito.send(new CreateUserPoolClientCommand({ UserPoolId, ClientName: "app" }));
  ClientId = made.UserPoolClient!.ClientId!;
});
afterAll(async () => {
  cognito.destroy();
  await aws.close();
});

type Client = Readonly<Record<string, unknown>>;

/** An answer as it is on the wire, which the SDK does not show. */
async function raw(operation: "Describe" | "Update", more: Client = {}): Promise<Client> {
  const input = { UserPoolId, ClientId, ...more };
  const answer = await wireClient(aws.origin).call(
    `AWSCognitoIdentityProviderService.${operation}UserPoolClient`,
    input,
  );
  return answer["UserPoolClient"] as Client;
}

test("a client answers a field that no SDK knows, whatever its value", async () => {
  expect(await raw("Describe")).not.toHaveProperty("PasskeyPolicy");
  aws.setUnknownClientField(UserPoolId, ClientId, "PasskeyPolicy", { Required: true });
  aws.setUnknownClientField(UserPoolId, ClientId, "SessionBinding", "STRICT");
  expect(await raw("Describe")).toMatchObject({ PasskeyPolicy: { Required: true }, SessionBinding: "STRICT" });
});

test("an update of an SDK resets the field, because it cannot carry it", async () => {
  aws.setUnknownClientField(UserPoolId, ClientId, "SessionBinding", "STRICT");
  const described = await raw("Describe");
  await cognito.send(new UpdateUserPoolClientCommand({ ...described, UserPoolId, ClientId, ClientName: "renamed" }));
  const after = await raw("Describe");
  expect(after).toMatchObject({ ClientName: "renamed" });
  expect(after).not.toHaveProperty("SessionBinding");
});

test("an update that carries the field keeps it, with its new value and no other field", async () => {
  aws.setUnknownClientField(UserPoolId, ClientId, "SessionBinding", "STRICT");
  const updated = await raw("Update", { SessionBinding: "LAX", NeverHeardOf: 1 });
  expect(updated).toMatchObject({ SessionBinding: "LAX" });
  expect(updated).not.toHaveProperty("NeverHeardOf");
  expect(await raw("Describe")).toMatchObject({ SessionBinding: "LAX" });
});

test("a field needs a client of that pool and a name of its own", async () => {
  const set = (poolId: string, name: string) => () => aws.setUnknownClientField(poolId, ClientId, name, 1);
  expect(set("eu-west-1_other", "SessionBinding")).toThrow(`has no client ${ClientId}`);
  expect(set(UserPoolId, "CallbackURLs")).toThrow("CallbackURLs is a member that SDKs know");
  await cognito.send(new DeleteUserPoolClientCommand({ UserPoolId, ClientId }));
  expect(set(UserPoolId, "SessionBinding")).toThrow(`has no client ${ClientId}`);
});
