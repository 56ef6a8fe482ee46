import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { type ManualClock, manualClock } from "@latchkey/local/kernel/clock";
import { createFaults, type Faults } from "@latchkey/local/kernel/faults";
import { createAwsServer } from "@latchkey/local/kernel/server";
import { openStore } from "@latchkey/local/kernel/store";
import type { LambdaInvoker } from "@latchkey/local/lambda/invoker";
import type { RotationFailure } from "@latchkey/local/secrets/context";
import { secretsService } from "@latchkey/local/secrets/service";

/** A Secrets Manager of our own on a free port, with a real client and a clock that only the test moves. */
export interface SecretsManagerServer {
  readonly client: SecretsManagerClient;
  readonly port: number;
  readonly clock: ManualClock;
  readonly faults: Faults;
  /** Defects that the server reported and the test has not taken out. */
  readonly errors: unknown[];
  readonly rotationFailures: readonly RotationFailure[];
  /** Rejects when the server reported defects. */
  close(): Promise<void>;
}

export interface SecretsManagerServerOptions {
  readonly dir?: string;
  readonly clock?: ManualClock;
  readonly lambda?: LambdaInvoker;
}

const noFunctions: LambdaInvoker = { invoke: () => Promise.reject(new Error("This test has no functions")) };

export async function startSecretsManager(options: SecretsManagerServerOptions = {}): Promise<SecretsManagerServer> {
  const { clock = manualClock(), lambda = noFunctions } = options;
  const errors: unknown[] = [];
  const rotationFailures: RotationFailure[] = [];
  const faults = createFaults({ recording: true });
  const store = await openStore(options.dir, { clock });
  const service = secretsService({
    store,
    clock,
    lambda,
    region: "eu-west-1",
    accountId: "000000000000",
    onRotationFailure: (failure) => rotationFailures.push(failure),
  });
  const onError = (error: unknown): void => void errors.push(error);
  const { port, close } = await createAwsServer({ services: [service], faults, store, clock, onError }).listen(0);
  const client = secretsClient(port);
  return {
    client,
    port,
    clock,
    faults,
    errors,
    rotationFailures,
    async close() {
      client.destroy();
      await close();
      await store.close();
      if (errors.length > 0) throw new AggregateError(errors, "The server reported defects");
    },
  };
}

/** One attempt only, so that a test sees each answer. */
export const secretsClient = (port: number): SecretsManagerClient =>
  new SecretsManagerClient({
    endpoint: `http://localhost:${port}`,
    region: "eu-west-1",
    credentials: { accessKeyId: "any", secretAccessKey: "any" },
    maxAttempts: 1,
  });
