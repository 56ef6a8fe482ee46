import { randomUUID } from "node:crypto";
import { CognitoIdentityProviderClient } from "@aws-sdk/client-cognito-identity-provider";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { cognitoAppClients } from "@latchkey/aws/cognito/app-clients";
import type { Connection } from "@latchkey/aws/connection";
import { dynamodbRegistry } from "@latchkey/aws/dynamodb/registry";
import type { RetryContext } from "@latchkey/aws/retry";
import { systemRetryContext } from "@latchkey/aws/retry-context";
import { secretsManagerStore } from "@latchkey/aws/secretsmanager/secret-store";
import { tokenEndpoint } from "@latchkey/aws/token-endpoint";
import { catalogue } from "@latchkey/connectors/catalogue";
import type { Services } from "@latchkey/core/services";
import type { Faults } from "@latchkey/local/kernel/faults";
import { TABLE } from "@latchkey/local/stack/bootstrap";
import { type AwsOptions, REGION, startAws } from "@latchkey/local/stack/start-aws";
import { systemClock } from "@latchkey/runtime/clock";
import { systemIds } from "@latchkey/runtime/ids";
import { jsonLog } from "@latchkey/runtime/log";
import { sharedSigningKeys } from "./signing-keys.ts";

/** Plain SDK clients, which retry nothing: for reading the world as it is. */
export interface SdkClients {
  readonly cognito: CognitoIdentityProviderClient;
  readonly dynamodb: DynamoDBClient;
  readonly secrets: SecretsManagerClient;
}

/** The stand-in for AWS in memory on a free port, and the product's own services in this process, pointed at it. */
export interface TestAws {
  readonly userPoolId: string;
  readonly clients: SdkClients;
  readonly services: Services;
  readonly faults: Faults;
  readonly logs: string[];
  close(): Promise<void>;
}

/** `callMs`: when an adapter gives a call up. Leases are short enough to wait for. */
export async function testAws(
  options: Partial<AwsOptions> = {},
  callMs = 3_000,
  retry: RetryContext = systemRetryContext,
): Promise<TestAws> {
  const aws = await startAws({ loginPort: 0, recording: true, signingKeys: sharedSigningKeys, ...options });
  const logs: string[] = [];
  const services = servicesFor(aws.origin, {
    userPoolId: aws.provisions.userPoolId,
    managedLogin: options.managedLogin,
    callMs,
    retry,
    logs,
  });
  return {
    userPoolId: aws.provisions.userPoolId,
    clients: sdkClients(aws.origin),
    services,
    faults: aws.faults,
    logs,
    close: () => aws.close(),
  };
}

const credentials = { accessKeyId: "test", secretAccessKey: "test" };

export function sdkClients(endpoint: string): SdkClients {
  const settings = { region: REGION, endpoint, credentials, maxAttempts: 1 };
  return {
    cognito: new CognitoIdentityProviderClient(settings),
    dynamodb: new DynamoDBClient(settings),
    secrets: new SecretsManagerClient(settings),
  };
}

interface ServiceSettings {
  readonly userPoolId: string;
  readonly managedLogin?: boolean | undefined;
  readonly callMs: number;
  readonly retry: RetryContext;
  readonly logs: string[];
}

function servicesFor(
  origin: string,
  { userPoolId, managedLogin = false, callMs, retry, logs }: ServiceSettings,
): Services {
  const connection: Connection = { region: REGION, credentials, endpoint: origin, callMs };
  return {
    registry: dynamodbRegistry(connection, { table: TABLE, retry, token: randomUUID }),
    appClients: cognitoAppClients(connection, retry),
    secrets: secretsManagerStore(connection, retry),
    tokens: tokenEndpoint({ callMs }),
    catalogue,
    clock: systemClock,
    ids: systemIds(systemClock),
    log: jsonLog((line) => logs.push(line)),
    deployment: {
      name: "local",
      pool: {
        id: userPoolId,
        region: REGION,
        issuer: `${origin}/${userPoolId}`,
        domain: origin,
        login: managedLogin ? "managed" : "classic",
        identityProviders: ["COGNITO"],
      },
      limits: { perOwner: 1_000, stylesPerPool: 20 },
      timing: { leaseMs: 2_000, settleMs: 300, sweepMs: 300, retryMs: 20, retryMaxMs: 100 },
      secretRecoveryDays: 7,
    },
  };
}
