import { randomUUID } from "node:crypto";
import { CognitoIdentityProviderClient } from "@aws-sdk/client-cognito-identity-provider";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { cognitoAppClients } from "@latchkey/aws/cognito/app-clients";
import { cognitoClient } from "@latchkey/aws/cognito/client";
import { cognitoLoginDomain } from "@latchkey/aws/cognito/login-domain";
import { cognitoUserDirectory } from "@latchkey/aws/cognito/user-directory";
import { cognitoUserGroups } from "@latchkey/aws/cognito/user-groups";
import type { Connection } from "@latchkey/aws/connection";
import { dynamodbEventTrail } from "@latchkey/aws/dynamodb/event-trail";
import { dynamodbHealthStore } from "@latchkey/aws/dynamodb/health-store";
import { dynamodbRegistry } from "@latchkey/aws/dynamodb/registry";
import { dynamodbSignUps } from "@latchkey/aws/dynamodb/sign-ups";
import { dynamodbTable } from "@latchkey/aws/dynamodb/table";
import { eventBridgePublisher } from "@latchkey/aws/eventbridge/event-publisher";
import type { RetryContext } from "@latchkey/aws/retry";
import { systemRetryContext } from "@latchkey/aws/retry-context";
import { secretsManagerStore } from "@latchkey/aws/secretsmanager/secret-store";
import { tokenEndpoint } from "@latchkey/aws/token-endpoint";
import { catalogue } from "@latchkey/connectors/catalogue";
import type { Clock } from "@latchkey/core/ports/clock";
import type { Services, Timing } from "@latchkey/core/services";
import type { Faults } from "@latchkey/local/kernel/faults";
import { TABLE } from "@latchkey/local/stack/bootstrap";
import { type AwsOptions, REGION, type RunningAws, startAws } from "@latchkey/local/stack/start-aws";
import { systemClock } from "@latchkey/runtime/clock";
import { systemIds } from "@latchkey/runtime/ids";
import { jsonLog } from "@latchkey/runtime/log";
import { logPublisher } from "@latchkey/runtime/log-publisher";
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
  /** What can be changed about Cognito behind the product's back. */
  readonly standIn: Pick<
    RunningAws,
    "secretPropagation" | "setUnknownClientField" | "events" | "origin" | "provisions"
  >;
  readonly logs: string[];
  /** Further services for the same stand-in, for example those of a process that is to die. */
  servicesFor(difference: ServiceDifference): Services;
  close(): Promise<void>;
}

/** In what services differ from the usual ones. */
export interface ServiceDifference {
  /** Where they reach AWS and the login domain; the stand-in itself by default. */
  readonly endpoint?: string;
  /** When an adapter gives a call up, in milliseconds. */
  readonly callMs?: number;
  readonly clock?: Clock;
  readonly timing?: Timing;
  readonly retry?: RetryContext;
  /** Publishes events there instead of in the log. */
  readonly eventBus?: string;
}

/** `callMs`: when an adapter gives a call up. */
export async function testAws(
  options: Partial<AwsOptions> = {},
  callMs = 3_000,
  retry: RetryContext = systemRetryContext,
): Promise<TestAws> {
  const aws = await startAws({ loginPort: 0, recording: true, signingKeys: sharedSigningKeys, ...options });
  const logs: string[] = [];
  const settings = {
    userPoolId: aws.provisions.userPoolId,
    managedLogin: options.managedLogin,
    callMs,
    retry,
    logs,
  };
  const services = servicesFor(aws.origin, settings);
  return {
    userPoolId: aws.provisions.userPoolId,
    clients: sdkClients(aws.origin),
    services,
    faults: aws.faults,
    standIn: aws,
    logs,
    servicesFor: (difference) => servicesFor(aws.origin, { ...settings, ...difference }),
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

/** Short enough to wait for. */
const TIMING: Timing = {
  leaseMs: 2_000,
  settleMs: 300,
  sweepMs: 300,
  retryMs: 20,
  retryMaxMs: 100,
  proveMs: 1_500,
  eventDelayMs: 0,
};

interface ServiceSettings extends ServiceDifference {
  readonly userPoolId: string;
  readonly managedLogin?: boolean | undefined;
  readonly callMs: number;
  readonly retry: RetryContext;
  readonly logs: string[];
}

/** The product's own services in this process, pointed at a stand-in in another one. `callMs` as for `testAws`. */
export const servicesAt = (origin: string, settings: Pick<ServiceSettings, "userPoolId" | "callMs">): Services =>
  servicesFor(origin, { ...settings, retry: systemRetryContext, logs: [] });

function servicesFor(origin: string, settings: ServiceSettings): Services {
  const { userPoolId, managedLogin = false, callMs, retry, logs, clock = systemClock, timing = TIMING } = settings;
  const { endpoint = origin, eventBus: bus } = settings;
  const connection: Connection = { region: REGION, credentials, endpoint, callMs };
  const table = dynamodbTable(connection, { name: TABLE, retry, token: randomUUID });
  const cognito = cognitoClient(connection);
  const log = jsonLog((line) => logs.push(line));
  return {
    registry: dynamodbRegistry(table),
    trail: dynamodbEventTrail(table),
    health: dynamodbHealthStore(table),
    publisher:
      bus === undefined ? logPublisher(log) : eventBridgePublisher(connection, { bus, deployment: "local", retry }),
    domain: cognitoLoginDomain(cognito, retry),
    appClients: cognitoAppClients(cognito, retry),
    groups: cognitoUserGroups(cognito, retry),
    signUps: dynamodbSignUps(table),
    users: cognitoUserDirectory(cognito, retry),
    secrets: secretsManagerStore(connection, retry),
    tokens: tokenEndpoint({ callMs }),
    catalogue,
    clock,
    ids: systemIds(clock),
    log,
    deployment: {
      name: "local",
      pool: {
        id: userPoolId,
        region: REGION,
        issuer: `${origin}/${userPoolId}`,
        domain: endpoint,
        login: managedLogin ? "managed" : "classic",
        identityProviders: ["COGNITO"],
      },
      limits: { perOwner: 1_000, stylesPerPool: 20 },
      timing,
      secretRecoveryDays: 7,
    },
  };
}
