import { AwsError } from "../kernel/aws-error.ts";
import type { SecretsContext } from "./context.ts";
import type { StoredSecret } from "./state.ts";

const ARN = /^arn:[^:]+:secretsmanager:[^:]+:[^:]+:secret:(?<rest>.+)$/;
const SUFFIX = /-[A-Za-z0-9]{6}$/;

/**
 * The secret of that name, ARN, or ARN without its last hyphen and six characters, also while it is scheduled for deletion; undefined
 * when there is none (any more).
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/troubleshoot.html#ARN_secretnamehyphen
 */
export function lookUp(context: SecretsContext, id: string): StoredSecret | undefined {
  const rest = ARN.exec(id)?.groups?.["rest"];
  if (rest === undefined) return existing(context, id);
  const complete = existing(context, rest.replace(SUFFIX, ""));
  if (complete?.arn === id) return complete;
  const partial = existing(context, rest);
  return partial?.arn.startsWith(`${id}-`) ? partial : undefined;
}

function existing(context: SecretsContext, name: string): StoredSecret | undefined {
  const secret = context.state.secrets.get(name);
  return secret !== undefined && isGone(context, secret) ? undefined : secret;
}

/** Whether the time of its deletion has come. */
export const isGone = (context: SecretsContext, secret: StoredSecret): boolean =>
  secret.deletion !== undefined && secret.deletion.at <= context.clock.now();

/** Like `lookUp`. Throws `ResourceNotFoundException` when there is none. */
export function findSecret(context: SecretsContext, id: string): StoredSecret {
  const secret = lookUp(context, id);
  if (secret === undefined) throw secretNotFound();
  return secret;
}

/** Like `findSecret`. Throws `InvalidRequestException` when the secret is scheduled for deletion. */
export function findUsable(context: SecretsContext, id: string): StoredSecret {
  const secret = findSecret(context, id);
  if (secret.deletion !== undefined) {
    throw new AwsError(
      "InvalidRequestException",
      "You can't perform this operation on the secret because it was marked for deletion.",
    );
  }
  return secret;
}

export const secretNotFound = (): AwsError =>
  new AwsError("ResourceNotFoundException", "Secrets Manager can't find the specified secret.");

/** Stores a change of the secret's content or metadata and dates it. */
export function saveChanged(context: SecretsContext, secret: StoredSecret): StoredSecret {
  const changed = { ...secret, changedAt: context.clock.now() };
  context.state.secrets.put(secret.name, changed);
  return changed;
}

/** Seconds, as AWS JSON carries timestamps. */
export const epochSeconds = (milliseconds: number): number => milliseconds / 1000;
