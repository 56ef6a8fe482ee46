import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
  type UpdateSecretVersionStageCommandInput,
} from "@aws-sdk/client-secrets-manager";
import { SECRET_JSON_KEY } from "@latchkey/core/payload";
import type { Call } from "@latchkey/core/ports/call";
import type { NewSecret, PendingSecret, SecretStore, StoredSecret } from "@latchkey/core/ports/secret-store";
import { Secret } from "@latchkey/core/secret";
import { UpstreamError } from "@latchkey/core/upstream";
import type { Connection } from "../connection.ts";
import { type Repeatable, type RetryContext, retrying } from "../retry.ts";
import { sdkClient } from "../sdk-client.ts";

/** Secrets Manager through the SDK; a value is the JSON object `{"clientSecret": "..."}`. */
export function secretsManagerStore(connection: Connection, retry: RetryContext): SecretStore {
  const manager = sdkClient(SecretsManagerClient, connection);
  const send: Send = (operation, repeatable, call, perform) =>
    retrying(retry, { operation: `secretsmanager:${operation}`, repeatable, call }, (abortSignal) =>
      perform(abortSignal === undefined ? {} : { abortSignal }),
    );
  return {
    create: (secret, call) => create(manager, send, secret, call),
    read: (name, call) => read(manager, send, { SecretId: name }, call),
    readVersion: (name, versionId, call) => read(manager, send, { SecretId: name, VersionId: versionId }, call),
    stage: (secret, call) => stage(manager, send, secret, call),
    promote: (name, version, call) => promote(manager, send, { name, ...version }, call),
    unstage: (secret, call) => unstage(manager, send, secret, call),
    remove: (name, recoveryDays, call) => remove(manager, send, { name, recoveryDays }, call),
  };
}

type Send = <T>(
  operation: string,
  repeatable: Repeatable,
  call: Call,
  perform: (options: { abortSignal?: AbortSignal }) => Promise<T>,
) => Promise<T>;

async function create(
  manager: SecretsManagerClient,
  send: Send,
  secret: NewSecret,
  call: Call,
): ReturnType<SecretStore["create"]> {
  const command = new CreateSecretCommand(createInput(secret));
  try {
    // Idempotent by its token.
    const { ARN: arn, VersionId: versionId } = await send("CreateSecret", "idempotent", call, (options) =>
      manager.send(command, options),
    );
    if (arn === undefined || versionId === undefined)
      throw new UpstreamError("unknown", "secretsmanager:CreateSecret", "NoArn");
    return { kind: "created", arn, versionId };
  } catch (error) {
    if (reasonOf(error) === "ResourceExistsException") return { kind: "exists" };
    throw error;
  }
}

async function read(
  manager: SecretsManagerClient,
  send: Send,
  version: { readonly SecretId: string; readonly VersionId?: string },
  call: Call,
): Promise<StoredSecret | undefined> {
  try {
    const answer = await send("GetSecretValue", "idempotent", call, (options) =>
      manager.send(new GetSecretValueCommand(version), options),
    );
    return storedSecret(answer);
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

/**
 * The label is given and not left to its default, which would move `AWSCURRENT`
 * (https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html).
 */
async function stage(
  manager: SecretsManagerClient,
  send: Send,
  { name, secret, versionId, rotationToken }: PendingSecret,
  call: Call,
): Promise<"staged" | "exists"> {
  const command = new PutSecretValueCommand({
    SecretId: name,
    ClientRequestToken: versionId,
    SecretString: secretText(secret),
    VersionStages: [PENDING],
    ...(rotationToken !== undefined && { RotationToken: rotationToken }),
  });
  try {
    await send("PutSecretValue", "refused-only", call, (options) => manager.send(command, options));
    return "staged";
  } catch (error) {
    if (reasonOf(error) === "ResourceExistsException") return "exists";
    throw error;
  }
}

/** `RemoveFromVersionId` has to name the version that has the label: one that is not as expected is looked up. */
async function promote(
  manager: SecretsManagerClient,
  send: Send,
  { name, to, from }: { readonly name: string; readonly to: string; readonly from: string },
  call: Call,
): Promise<void> {
  const move = (holder: string): Promise<unknown> =>
    moveLabel(
      manager,
      send,
      { SecretId: name, VersionStage: CURRENT, MoveToVersionId: to, RemoveFromVersionId: holder },
      call,
    );
  try {
    await move(from);
  } catch (error) {
    if (!(error instanceof UpstreamError) || error.failure !== "rejected") throw error;
    const holder = holderOf(await versionsOf(manager, send, name, call), CURRENT);
    if (holder === to) return;
    if (holder === undefined || holder === from) throw error;
    await move(holder);
  }
}

async function unstage(
  manager: SecretsManagerClient,
  send: Send,
  { name, current }: { readonly name: string; readonly current: string },
  call: Call,
): Promise<void> {
  const pending = holderOf(await versionsOf(manager, send, name, call), PENDING);
  if (pending === undefined || pending === current) return;
  await moveLabel(manager, send, { SecretId: name, VersionStage: PENDING, RemoveFromVersionId: pending }, call);
}

const moveLabel = (
  manager: SecretsManagerClient,
  send: Send,
  input: UpdateSecretVersionStageCommandInput,
  call: Call,
): Promise<unknown> =>
  send("UpdateSecretVersionStage", "refused-only", call, (options) =>
    manager.send(new UpdateSecretVersionStageCommand(input), options),
  );

type Versions = Readonly<Record<string, readonly string[]>>;

/** Version id -> its labels. Empty when there is no such secret. */
async function versionsOf(manager: SecretsManagerClient, send: Send, name: string, call: Call): Promise<Versions> {
  try {
    const answer = await send("DescribeSecret", "idempotent", call, (options) =>
      manager.send(new DescribeSecretCommand({ SecretId: name }), options),
    );
    return answer.VersionIdsToStages ?? {};
  } catch (error) {
    if (isAbsent(error)) return {};
    throw error;
  }
}

const holderOf = (versions: Versions, label: string): string | undefined =>
  Object.entries(versions).find(([, labels]) => labels.includes(label))?.[0];

async function remove(
  manager: SecretsManagerClient,
  send: Send,
  { name, recoveryDays }: { readonly name: string; readonly recoveryDays: number },
  call: Call,
): Promise<void> {
  const how = recoveryDays === 0 ? { ForceDeleteWithoutRecovery: true } : { RecoveryWindowInDays: recoveryDays };
  try {
    await send("DeleteSecret", "idempotent", call, (options) =>
      manager.send(new DeleteSecretCommand({ SecretId: name, ...how }), options),
    );
  } catch (error) {
    if (!isAbsent(error)) throw error;
  }
}

const CURRENT = "AWSCURRENT";
const PENDING = "AWSPENDING";

const secretText = (secret: Secret): string => JSON.stringify({ [SECRET_JSON_KEY]: secret.reveal() });

const createInput = ({ name, secret, token, description, tags }: NewSecret) => ({
  Name: name,
  ClientRequestToken: token,
  Description: description,
  SecretString: secretText(secret),
  Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
});

function storedSecret(answer: {
  ARN?: string | undefined;
  VersionId?: string | undefined;
  SecretString?: string | undefined;
}): StoredSecret {
  const value = answer.SecretString === undefined ? undefined : clientSecretIn(answer.SecretString);
  if (answer.ARN === undefined || answer.VersionId === undefined || value === undefined)
    throw new UpstreamError("rejected", "secretsmanager:GetSecretValue", "NotOurFormat");
  return { arn: answer.ARN, versionId: answer.VersionId, secret: new Secret(value) };
}

/** Somebody may have edited the secret by hand: what is not our JSON object counts as not there. */
function clientSecretIn(text: string): string | undefined {
  try {
    const value = (JSON.parse(text) as Record<string, unknown> | null)?.[SECRET_JSON_KEY];
    return typeof value === "string" ? value : undefined;
  } catch {
    return undefined;
  }
}

const reasonOf = (error: unknown): string | undefined => (error instanceof UpstreamError ? error.reason : undefined);

/** Secrets Manager refuses calls on a secret that is scheduled for deletion with InvalidRequestException. */
const isAbsent = (error: unknown): boolean =>
  ["ResourceNotFoundException", "InvalidRequestException"].includes(reasonOf(error) ?? "");
