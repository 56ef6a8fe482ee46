import {
  CreateManagedLoginBrandingCommand,
  DeleteManagedLoginBrandingCommand,
  DeleteUserPoolClientCommand,
  DescribeManagedLoginBrandingByClientCommand,
  DescribeManagedLoginBrandingCommand,
  UpdateManagedLoginBrandingCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { manualClock } from "@latchkey/local/kernel/clock";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createClient, createPool } from "../support/cognito-fixtures.ts";
import { type LocalAws, localAws } from "../support/local-aws.ts";

let aws: LocalAws;
let UserPoolId: string;
beforeAll(async () => {
  aws = await localAws();
  UserPoolId = await createPool(aws.cognito);
});
afterAll(() => aws.close());

const create = async (ClientId: string) =>
  (
    await aws.cognito.send(
      new CreateManagedLoginBrandingCommand({ UserPoolId, ClientId, UseCognitoProvidedValues: true }),
    )
  ).ManagedLoginBranding!;

test("a style belongs to one client, which the answer does not name", async () => {
  const { ClientId } = await createClient(aws.cognito, UserPoolId);
  const branding = await create(ClientId);
  expect(branding).toMatchObject({ UserPoolId, UseCognitoProvidedValues: true, Assets: [] });
  expect(branding).not.toHaveProperty("ClientId");
  const byClient = await aws.cognito.send(new DescribeManagedLoginBrandingByClientCommand({ UserPoolId, ClientId }));
  expect(byClient.ManagedLoginBranding).toEqual(branding);
  await expect(create(ClientId)).rejects.toMatchObject({ name: "ManagedLoginBrandingExistsException" });
});

test("a client without a style has none to describe", async () => {
  const { ClientId } = await createClient(aws.cognito, UserPoolId);
  const find = aws.cognito.send(new DescribeManagedLoginBrandingByClientCommand({ UserPoolId, ClientId }));
  await expect(find).rejects.toMatchObject({ name: "ResourceNotFoundException" });
});

test("a style has Cognito's values or its own settings, not both and not neither", async () => {
  const { ClientId } = await createClient(aws.cognito, UserPoolId);
  const settings = { Settings: { theme: "dark" }, UseCognitoProvidedValues: true };
  for (const style of [settings, {}]) {
    const refused = aws.cognito.send(new CreateManagedLoginBrandingCommand({ UserPoolId, ClientId, ...style }));
    await expect(refused).rejects.toThrow("useCognitoProvidedValues or settings should be specified (but not both)");
  }
});

test("a style changes and is deleted by its id", async () => {
  const { ClientId } = await createClient(aws.cognito, UserPoolId);
  const { ManagedLoginBrandingId } = await create(ClientId);
  const own = { UserPoolId, ManagedLoginBrandingId };
  await aws.cognito.send(new UpdateManagedLoginBrandingCommand({ ...own, Settings: { theme: "dark" } }));
  const described = new DescribeManagedLoginBrandingCommand(own);
  const { ManagedLoginBranding } = await aws.cognito.send(described);
  expect(ManagedLoginBranding).toMatchObject({ UseCognitoProvidedValues: false, Settings: { theme: "dark" } });
  await aws.cognito.send(new DeleteManagedLoginBrandingCommand(own));
  await expect(aws.cognito.send(described)).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  await create(ClientId);
});

test("deleting a client frees its style", async () => {
  const { ClientId } = await createClient(aws.cognito, UserPoolId);
  const { ManagedLoginBrandingId } = await create(ClientId);
  await aws.cognito.send(new DeleteUserPoolClientCommand({ UserPoolId, ClientId }));
  const find = aws.cognito.send(new DescribeManagedLoginBrandingCommand({ UserPoolId, ManagedLoginBrandingId }));
  await expect(find).rejects.toMatchObject({ name: "ResourceNotFoundException" });
});

test("the Lite plan has no styles", async () => {
  const lite = await createPool(aws.cognito, { UserPoolTier: "LITE" });
  const { ClientId } = await createClient(aws.cognito, lite);
  const input = { UserPoolId: lite, ClientId, UseCognitoProvidedValues: true };
  const refused = aws.cognito.send(new CreateManagedLoginBrandingCommand(input));
  await expect(refused).rejects.toMatchObject({ name: "OperationNotEnabledException" });
});

test("with quotas a pool takes 20 styles", async () => {
  const clock = manualClock();
  const limited = await localAws({ quotas: true, clock });
  const pool = await createPool(limited.cognito);
  const style = async () => {
    clock.advance(1000);
    const { ClientId } = await createClient(limited.cognito, pool);
    const input = { UserPoolId: pool, ClientId, UseCognitoProvidedValues: true };
    await limited.cognito.send(new CreateManagedLoginBrandingCommand(input));
  };
  for (let made = 0; made < 20; made += 1) await style();
  await expect(style()).rejects.toMatchObject({ name: "LimitExceededException" });
  await limited.close();
});
