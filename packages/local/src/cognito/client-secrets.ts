import { liveSecrets } from "./clients.ts";
import type { SecretPropagation } from "./secret-propagation.ts";
import type { Client, ClientSecret } from "./state.ts";

/** Cognito keeps at most two secrets per client. */
export const MAX_SECRETS = 2;

/**
 * The client with one more secret, and that secret. Its id is `<client id>--<epoch second>`; a second that was used before is skipped,
 * because two secrets of one client never share an id.
 */
export function newSecret(
  client: Client,
  { value, original, now }: { readonly value: string; readonly original: boolean; readonly now: number },
): { readonly client: Client; readonly secret: ClientSecret } {
  const epoch = Math.max(Math.floor(now / 1000), (client.lastSecretEpoch ?? 0) + 1);
  const secret: ClientSecret = { id: `${client.id}--${epoch}`, value, createdAt: now, original };
  return { client: { ...client, secrets: [...client.secrets, secret], lastSecretEpoch: epoch }, secret };
}

/** The client without a secret. While propagation is simulated, the secret stays, marked, until nothing accepts it any more. */
export function withoutSecret(client: Client, secretId: string, now: number, propagation: SecretPropagation): Client {
  const marked = client.secrets.map((secret) => (secret.id === secretId ? { ...secret, deletedAt: now } : secret));
  return { ...client, secrets: marked.filter((secret) => isRemembered(secret, now, propagation)) };
}

/** The client without secrets that were deleted so long ago that nothing accepts them any more. */
export function withoutForgotten(client: Client, now: number, propagation: SecretPropagation): Client {
  const secrets = client.secrets.filter((secret) => isRemembered(secret, now, propagation));
  return secrets.length === client.secrets.length ? client : { ...client, secrets };
}

const isRemembered = ({ deletedAt }: ClientSecret, now: number, { refuseAfterMs }: SecretPropagation): boolean =>
  deletedAt === undefined || now < deletedAt + refuseAfterMs;

/** Whether another secret can be added. */
export const hasRoomForSecret = (client: Client): boolean => liveSecrets(client).length < MAX_SECRETS;
