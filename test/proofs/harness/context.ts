import { randomBytes } from "node:crypto";
import type { JsonObject } from "@latchkey/core/json";
import { type Artifact, SECRET_JSON_KEY } from "@latchkey/core/payload";
import type { StackDescription } from "@latchkey/local/stack/description";
import { wireClient } from "@latchkey/local/stack/wire-client";
import { type ApiAnswer, type ApiClient, accessToken, apiClient } from "../../support/api-client.ts";
import type { ClientProcess } from "./client-process.ts";
import type { ProofContext, ProofUser, Registration } from "./proof.ts";

/** A context, and what has been registered, shown and noted through it so far. */
export interface WatchedContext {
  readonly context: ProofContext;
  readonly settings: readonly JsonObject[];
  readonly proven: readonly string[];
  readonly notes: readonly string[];
}

interface ContextInput {
  readonly connector: string;
  readonly stack: StackDescription;
  readonly client: ClientProcess;
}

/** What a proof of this connector works with on a running stack. */
export async function proofContext({ connector, stack, client }: ContextInput): Promise<WatchedContext> {
  const api = apiClient(stack.apiUrl, await accessToken(stack));
  const settings: JsonObject[] = [];
  const proven: string[] = [];
  const notes: string[] = [];
  const context: ProofContext = {
    stack,
    client,
    user: await describeUser(stack, stack.user),
    async register(given) {
      const registration = await register(stack, api, { connector, settings: given });
      settings.push(given);
      return registration;
    },
    addUser: ({ attributes = {} }) => addUser(stack, attributes),
    async shows(claim, check) {
      try {
        await check();
      } catch (error) {
        throw new Error(`Not shown: ${claim}`, { cause: error });
      }
      proven.push(claim);
    },
    note: (sentence) => void notes.push(sentence),
  };
  return { context, settings, proven, notes };
}

const COGNITO = "AWSCognitoIdentityProviderService";

async function register(
  stack: StackDescription,
  api: ApiClient,
  { connector, settings }: { readonly connector: string; readonly settings: JsonObject },
): Promise<Registration> {
  const body = { connector, name: `Proof ${randomBytes(4).toString("hex")}`, settings };
  // As openapi.json says of a 201.
  const integration = expectStatus(await api("/v1/integrations", { method: "POST", body }), 201).json as {
    readonly id: string;
    readonly clientId: string;
    readonly secretArn: string;
    readonly payload: { readonly artifacts: readonly Artifact[] };
  };
  const byReference = expectStatus(await api(`/v1/integrations/${integration.id}/payload?secret=reference`), 200);
  const kept = await wireClient(stack.awsEndpoint).call("secretsmanager.GetSecretValue", {
    SecretId: integration.secretArn,
  });
  return {
    settings,
    clientId: integration.clientId,
    // Parse boundary: AWS's documented answer, and the one member that registration puts into the secret.
    clientSecret: (JSON.parse(kept["SecretString"] as string) as Record<string, string>)[SECRET_JSON_KEY] ?? "",
    secretName: kept["Name"] as string,
    inline: integration.payload.artifacts,
    // As openapi.json says of a 200.
    reference: (byReference.json as { readonly artifacts: readonly Artifact[] }).artifacts,
  };
}

function expectStatus(answer: ApiAnswer, status: number): ApiAnswer {
  if (answer.status !== status) throw new Error(`The API answered ${answer.status}: ${answer.text}`);
  return answer;
}

async function addUser(stack: StackDescription, attributes: Readonly<Record<string, string>>): Promise<ProofUser> {
  const email = `person-${randomBytes(4).toString("hex")}@example.com`;
  const password = `Pw-1-${randomBytes(8).toString("hex")}`;
  const given = Object.entries({ email, email_verified: "true", ...attributes });
  const user = { UserPoolId: stack.userPoolId, Username: email };
  const aws = wireClient(stack.awsEndpoint);
  await aws.call(`${COGNITO}.AdminCreateUser`, {
    ...user,
    UserAttributes: given.map(([Name, Value]) => ({ Name, Value })),
    MessageAction: "SUPPRESS",
  });
  await aws.call(`${COGNITO}.AdminSetUserPassword`, { ...user, Password: password, Permanent: true });
  return describeUser(stack, { username: email, password });
}

/** Puts the demo user into a group that applications are told of. */
export async function joinStaff({ awsEndpoint, userPoolId, user }: StackDescription): Promise<void> {
  const aws = wireClient(awsEndpoint);
  const group = { UserPoolId: userPoolId, GroupName: "staff" };
  await aws.call(`${COGNITO}.CreateGroup`, group);
  await aws.call(`${COGNITO}.AdminAddUserToGroup`, { ...group, Username: user.username });
}

async function describeUser(
  stack: StackDescription,
  { username, password }: Pick<ProofUser, "username" | "password">,
): Promise<ProofUser> {
  const aws = wireClient(stack.awsEndpoint);
  const user = { UserPoolId: stack.userPoolId, Username: username };
  // Parse boundary: AWS's documented answers.
  const { UserAttributes } = (await aws.call(`${COGNITO}.AdminGetUser`, user)) as {
    UserAttributes: readonly { readonly Name: string; readonly Value: string }[];
  };
  const { Groups } = (await aws.call(`${COGNITO}.AdminListGroupsForUser`, user)) as {
    Groups: readonly { readonly GroupName: string }[];
  };
  const attribute = (name: string): string => UserAttributes.find(({ Name }) => Name === name)?.Value ?? "";
  return {
    username,
    password,
    email: attribute("email"),
    subject: attribute("sub"),
    groups: Groups.map(({ GroupName }) => GroupName).filter((name) => !name.startsWith("latchkey-")),
  };
}
