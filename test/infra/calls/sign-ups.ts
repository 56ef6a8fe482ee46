import { randomUUID } from "node:crypto";
import { AdminCreateUserCommand, AdminSetUserPasswordCommand } from "@aws-sdk/client-cognito-identity-provider";
import { UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { TABLE } from "@latchkey/local/stack/bootstrap";
import { expectStatus, reconciled, registration, triggerEvent, type World } from "./world.ts";

interface Application {
  readonly id: string;
  readonly clientId: string;
}

/** People sign up through an application, are confirmed, linked and given tokens, by each trigger itself, and by the reconciler where one is lost. */
export async function signedUp(world: World): Promise<void> {
  const application = await openApplication(world);
  const member = await newUser(world);
  await preSignUp(world, application, member);
  await confirmed(world, application, member);
  await confirmed(world, application, member);
  await token(world, application, member);
  await linked(world, application);
  await asked(world, application, member);
  await completed(world, application);
  const { api, record } = world;
  await record.as("write", () => expectStatus(204, api(`/v1/integrations/${application.id}`, { method: "DELETE" })));
}

async function openApplication({ api, record }: World): Promise<Application> {
  const body = registration({
    signUp: { mode: "open", groups: ["editors"], link: "verified" },
    access: { groups: ["editors"] },
  });
  const { json } = await record.as("write", () => expectStatus(201, api("/v1/integrations", { method: "POST", body })));
  return { id: json.id, clientId: json.clientId };
}

interface Person {
  readonly username: string;
  readonly email: string;
}

/** A confirmed user. Cognito makes one only after pre-sign-up; that makes no difference to the calls. */
async function newUser({ sdk, stack }: World): Promise<Person> {
  const UserPoolId = stack.description.userPoolId;
  const email = `${randomUUID()}@example.com`;
  const UserAttributes = [{ Name: "email", Value: email }];
  const create = new AdminCreateUserCommand({
    UserPoolId,
    Username: email,
    UserAttributes,
    MessageAction: "SUPPRESS",
  });
  const { User } = await sdk.cognito.send(create);
  const username = User!.Username!;
  const password = { UserPoolId, Username: username, Password: "Correct-Horse-7", Permanent: true };
  await sdk.cognito.send(new AdminSetUserPasswordCommand(password));
  return { username, email };
}

async function preSignUp(world: World, { clientId }: Application, { username, email }: Person): Promise<void> {
  const event = triggerEvent(world, { source: "PreSignUp_SignUp", clientId, username, attributes: { email } });
  await world.record.as("pre-sign-up", () => world.stack.invoke("pre-sign-up", event));
}

async function confirmed(world: World, { clientId }: Application, { username, email }: Person): Promise<void> {
  const source = "PostConfirmation_ConfirmSignUp";
  const event = triggerEvent(world, { source, clientId, username, attributes: { email } });
  await world.record.as("post-confirmation", () => world.stack.invoke("post-confirmation", event));
}

async function token(world: World, { id, clientId }: Application, { username, email }: Person): Promise<void> {
  const groupConfiguration = { groupsToOverride: [`${id}.editors`], iamRolesToOverride: [], preferredRole: null };
  const event = triggerEvent(world, {
    version: "2",
    source: "TokenGeneration_HostedAuth",
    clientId,
    username,
    attributes: { email },
    request: { groupConfiguration, scopes: ["openid"] },
  });
  await world.record.as("pre-token-generation", () => world.stack.invoke("pre-token-generation", event));
}

/** The demo user's first sign-in through an identity provider, once as usual and once with a lost answer. */
async function linked(world: World, { clientId }: Application): Promise<void> {
  const { email } = world.stack.description.user;
  const first = (subject: string): Promise<unknown> => {
    const attributes = { email, email_verified: "true" };
    const username = `Partner_${subject}`;
    const event = triggerEvent(world, { source: "PreSignUp_ExternalProvider", clientId, username, attributes });
    return world.record.as("pre-sign-up", () => world.stack.invoke("pre-sign-up", event));
  };
  await first("1");
  const lost = { service: "cognito-idp", operation: "AdminLinkProviderForUser", call: 1 } as const;
  await world.during({ ...lost, fault: { kind: "reset-after" } }, () => first("2"));
}

/** Members, and previews of access for a user and for somebody who is none yet. */
async function asked(world: World, { id }: Application, { username }: Person): Promise<void> {
  const { api, record, stack } = world;
  const path = `/v1/integrations/${id}`;
  await record.as("read", () => expectStatus(200, api(`${path}/members`)));
  const people = [
    { username },
    { email: "somebody@example.com" },
    { email: stack.description.user.email, emailVerified: true, provider: "Partner" },
  ];
  for (const body of people)
    await record.as("inspect", () => expectStatus(200, api(`${path}/access-preview`, { method: "POST", body })));
}

/** Sign-ups of which nothing more was heard: one that was confirmed, and one that came to nothing. */
async function completed(world: World, application: Application): Promise<void> {
  const people = [await newUser(world), { username: randomUUID(), email: "nobody@example.com" }];
  for (const person of people) {
    await preSignUp(world, application, person);
    await dueNow(world, person);
  }
  await reconciled(world);
  await reconciled(world);
}

/** The reconciler gives post-confirmation some minutes. */
async function dueNow({ sdk, stack }: World, { username }: Person): Promise<void> {
  const command = new UpdateItemCommand({
    TableName: TABLE,
    Key: { pk: { S: `SIGNUP#${stack.description.userPoolId}#${username}` }, sk: { S: "SIGNUP" } },
    UpdateExpression: "SET dueAt = :past",
    ConditionExpression: "attribute_exists(pk)",
    ExpressionAttributeValues: { ":past": { N: "1" } },
  });
  await sdk.dynamodb.send(command);
}
