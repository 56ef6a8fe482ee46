import {
  CreateSecretCommand,
  DeleteSecretCommand,
  GetSecretValueCommand,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { SECRET_JSON_KEY } from "@latchkey/core/payload";
import type { Call } from "@latchkey/core/ports/call";
import type { NewSecret, SecretStore, StoredSecret } from "@latchkey/core/ports/secret-store";
import { Secret } from "@latchkey/core/secret";
import { UpstreamError } from "@latchkey/core/upstream";
import { type Connection, clientSettings } from "../connection.ts";
import { type RetryContext, retrying } from "../retry.ts";

/** Secrets Manager through the SDK; a value is the JSON object `{"clientSecret": "..."}`. */
export function secretsManagerStore(connection: Connection, retry: RetryContext): SecretStore {
  const manager = new SecretsManagerClient(clientSettings(connection));
  const send = <T>(
    operation: string,
    call: Call,
    perform: (options: { abortSignal?: AbortSignal }) => Promise<T>,
  ): Promise<T> =>
    // Creation is idempotent by its token, deletion by its nature.
    retrying(retry, { operation: `secretsmanager:${operation}`, repeatable: "idempotent", call }, (abortSignal) =>
      perform(abortSignal === undefined ? {} : { abortSignal }),
    );
  return {
    async create(secret, call) {
      const command = new CreateSecretCommand(createInput(secret));
      try {
        const { ARN: arn, VersionId: versionId } = await send("CreateSecret", call, (options) =>
          manager.send(command, options),
        );
        if (arn === undefined || versionId === undefined)
          throw new UpstreamError("unknown", "secretsmanager:CreateSecret", "NoArn");
        return { kind: "created", arn, versionId };
      } catch (error) {
        if (reasonOf(error) === "ResourceExistsException") return { kind: "exists" };
        throw error;
      }
    },
    async read(name, call) {
      try {
        const answer = await send("GetSecretValue", call, (options) =>
          manager.send(new GetSecretValueCommand({ SecretId: name }), options),
        );
        return storedSecret(answer);
      } catch (error) {
        if (isAbsent(error)) return undefined;
        throw error;
      }
    },
    async remove(name, recoveryDays, call) {
      const how = recoveryDays === 0 ? { ForceDeleteWithoutRecovery: true } : { RecoveryWindowInDays: recoveryDays };
      try {
        await send("DeleteSecret", call, (options) =>
          manager.send(new DeleteSecretCommand({ SecretId: name, ...how }), options),
        );
      } catch (error) {
        if (!isAbsent(error)) throw error;
      }
    },
  };
}

const createInput = ({ name, secret, token, description, tags }: NewSecret) => ({
  Name: name,
  ClientRequestToken: token,
  Description: description,
  SecretString: JSON.stringify({ [SECRET_JSON_KEY]: secret.reveal() }),
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
