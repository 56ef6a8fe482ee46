import { createHmac } from "node:crypto";
import { acceptedSecrets, isConfidential } from "./clients.ts";
import type { CognitoContext } from "./context.ts";
import { notAuthorized } from "./errors.ts";
import type { Client } from "./state.ts";

/**
 * Checks the `SECRET_HASH` of a call that names no AWS credentials: Base64 of HMAC-SHA256 over user name and client id, keyed with any
 * secret that is accepted now. Throws `NotAuthorizedException`.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/signing-up-users-in-your-app.html#cognito-user-pools-computing-secret-hash
 */
export function assertSecretHash(
  context: CognitoContext,
  client: Client,
  username: string,
  secretHash: string | undefined,
): void {
  if (!isConfidential(client)) {
    if (secretHash === undefined) return;
    throw unverifiable(client);
  }
  if (secretHash === undefined) {
    throw notAuthorized(`Client ${client.id} is configured with secret but SECRET_HASH was not received`);
  }
  const accepted = acceptedSecrets(client, context.clock.now(), context.options.secretPropagationMs);
  if (!accepted.some(({ value }) => secretHashOf(value, username, client.id) === secretHash)) {
    throw unverifiable(client);
  }
}

/** The hash that a caller sends to prove that it knows the client's secret. */
export const secretHashOf = (secret: string, username: string, clientId: string): string =>
  createHmac("sha256", secret)
    .update(username + clientId)
    .digest("base64");

const unverifiable = (client: Client) => notAuthorized(`Unable to verify secret hash for client ${client.id}`);
