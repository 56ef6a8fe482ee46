import { CognitoIdentityProviderClient } from "@aws-sdk/client-cognito-identity-provider";
import type { CognitoContext, CognitoOptions } from "@latchkey/local/cognito/context";
import { cognitoService } from "@latchkey/local/cognito/service";
import { cognitoState } from "@latchkey/local/cognito/state";
import { type Clock, systemClock } from "@latchkey/local/kernel/clock";
import { createFaults, type Faults } from "@latchkey/local/kernel/faults";
import { ACCOUNT_ID } from "@latchkey/local/kernel/options";
import { createAwsServer } from "@latchkey/local/kernel/server";
import { openStore } from "@latchkey/local/kernel/store";
import { FunctionError, type LambdaInvoker } from "@latchkey/local/lambda/invoker";
import { sharedSigningKeys } from "./signing-keys.ts";

export interface LocalAwsOptions extends Partial<CognitoOptions> {
  /** Keeps the state there; in memory only when absent. */
  readonly dir?: string;
  readonly clock?: Clock;
  /** The functions that triggers find, by ARN. */
  readonly functions?: Readonly<Record<string, LocalFunction>>;
}

export type LocalFunction = (event: unknown) => unknown;

/** The stand-in's Cognito behind a real HTTP server, and a real SDK client for it. */
export interface LocalAws {
  readonly cognito: CognitoIdentityProviderClient;
  /** What the service works with, for what has no API: mail, and clients that were registered dynamically. */
  readonly context: CognitoContext;
  readonly faults: Faults;
  readonly origin: string;
  /** Another client, with the SDK's own retries. */
  client(maxAttempts: number): CognitoIdentityProviderClient;
  close(): Promise<void>;
}

export async function localAws(options: LocalAwsOptions = {}): Promise<LocalAws> {
  const { dir, clock = systemClock, functions = {}, ...cognitoOptions } = options;
  const store = await openStore(dir, { clock });
  let origin = "";
  const context: CognitoContext = {
    state: cognitoState(store),
    clock,
    region: "eu-west-1",
    accountId: ACCOUNT_ID,
    origin: () => origin,
    lambda: functionsByArn(functions),
    options: {
      quotas: false,
      maxClients: 1000,
      secretPropagationMs: 0,
      signingKeys: sharedSigningKeys,
      ...cognitoOptions,
    },
  };
  const faults = createFaults({ recording: true });
  const errors: unknown[] = [];
  const onError = (error: unknown): void => void errors.push(error);
  const server = createAwsServer({ services: [cognitoService(context)], faults, store, clock, onError });
  const { port, close } = await server.listen(0);
  origin = `http://localhost:${port}`;
  const clients: CognitoIdentityProviderClient[] = [];
  const client = (maxAttempts: number): CognitoIdentityProviderClient => {
    const credentials = { accessKeyId: "local", secretAccessKey: "local" };
    const made = new CognitoIdentityProviderClient({
      endpoint: origin,
      region: context.region,
      credentials,
      maxAttempts,
    });
    clients.push(made);
    return made;
  };
  return {
    cognito: client(1),
    context,
    faults,
    origin,
    client,
    async close() {
      for (const made of clients) made.destroy();
      await close();
      await store.close();
      if (errors.length > 0) throw new AggregateError(errors, "The stand-in failed");
    },
  };
}

/** Runs functions in this process: what they throw is what Lambda reports. */
function functionsByArn(functions: Readonly<Record<string, LocalFunction>>): LambdaInvoker {
  return {
    async invoke(arn, event) {
      const run = functions[arn];
      if (run === undefined) throw new FunctionError("missing", `Function not found: ${arn}`);
      try {
        // Events cross a process boundary as JSON.
        return await run(JSON.parse(JSON.stringify(event)));
      } catch (error) {
        if (error instanceof FunctionError) throw error;
        throw new FunctionError("thrown", error instanceof Error ? error.message : String(error));
      }
    },
  };
}
