import type { CognitoIdentityProviderClient } from "@aws-sdk/client-cognito-identity-provider";
import type { Call } from "@latchkey/core/ports/call";
import { UpstreamError } from "@latchkey/core/upstream";
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

/** Calls of a client, repeated as `retry` says. */
export const cognitoCalls = (client: CognitoIdentityProviderClient, retry: RetryContext): Cognito => ({
  client,
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
