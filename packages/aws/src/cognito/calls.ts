import { CognitoIdentityProviderClient } from "@aws-sdk/client-cognito-identity-provider";
import type { Call } from "@latchkey/core/ports/call";
import { UpstreamError } from "@latchkey/core/upstream";
import { type Connection, clientSettings } from "../connection.ts";
import { type Repeatable, type RetryContext, retrying } from "../retry.ts";

/** What each attempt of a call hands to the SDK's `send`. */
export interface SendOptions {
  readonly abortSignal?: AbortSignal;
}

/** The SDK's client, and how its calls are made. */
export interface Cognito {
  readonly client: CognitoIdentityProviderClient;
  /** Runs one operation, again where `repeatable` allows it. Throws `UpstreamError`. */
  readonly run: <T>(
    operation: string,
    repeatable: Repeatable,
    call: Call,
    send: (options: SendOptions) => Promise<T>,
  ) => Promise<T>;
}

// One for all adapters of a connection: each of them would pay for a handshake of its own.
const clients = new WeakMap<Connection, CognitoIdentityProviderClient>();

function clientOf(connection: Connection): CognitoIdentityProviderClient {
  const client = clients.get(connection) ?? new CognitoIdentityProviderClient(clientSettings(connection));
  clients.set(connection, client);
  return client;
}

/**
 * Amazon Cognito user pools (https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/). What is made of one and the
 * same connection shares its client.
 */
export const cognitoCalls = (connection: Connection, retry: RetryContext): Cognito => ({
  client: clientOf(connection),
  run: (operation, repeatable, call, send) =>
    retrying(retry, { operation: named(operation), repeatable, call }, (abortSignal) =>
      send(abortSignal === undefined ? {} : { abortSignal }),
    ),
});

const named = (operation: string): string => `cognito-idp:${operation}`;

/** An answer that does not say what it has to: what the call did is unknown then. */
export const badAnswer = (operation: string, reason: string): UpstreamError =>
  new UpstreamError("unknown", named(operation), reason);

/** Undefined in place of one expected refusal. */
export async function tolerating<T>(reason: string, answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof UpstreamError && error.reason === reason) return undefined;
    throw error;
  }
}

/** Undefined when Cognito has no such thing. */
export const ifFound = <T>(answer: Promise<T>): Promise<T | undefined> =>
  tolerating("ResourceNotFoundException", answer);
