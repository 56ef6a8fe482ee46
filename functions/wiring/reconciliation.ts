import { cognitoAppClients } from "@latchkey/aws/cognito/app-clients";
import { cognitoUserDirectory } from "@latchkey/aws/cognito/user-directory";
import { cognitoUserGroups } from "@latchkey/aws/cognito/user-groups";
import { dynamodbEventTrail } from "@latchkey/aws/dynamodb/event-trail";
import { dynamodbSignUps } from "@latchkey/aws/dynamodb/sign-ups";
import { eventBridgePublisher } from "@latchkey/aws/eventbridge/event-publisher";
import { pace } from "@latchkey/aws/pace";
import { systemRetryContext } from "@latchkey/aws/retry-context";
import type { Reconciler } from "@latchkey/core/operations/reconcile";
import { logPublisher } from "@latchkey/runtime/log-publisher";
import { base, configuration, connectionTo, table } from "./process.ts";
import { cognito, provisioning } from "./provisioning.ts";

const { deployment, eventBus, poolRate } = configuration;
const { sleep } = systemRetryContext;
const paced = { ...systemRetryContext, pace: pace({ perSecond: poolRate, now: base.clock.now, sleep }) };

/** What finishes what requests left open: the same engine, at a pace that Cognito allows, and the outbox. */
export const reconciliation: Reconciler = {
  ...provisioning,
  appClients: cognitoAppClients(cognito, paced),
  groups: cognitoUserGroups(cognito, paced),
  users: cognitoUserDirectory(cognito, paced),
  signUps: dynamodbSignUps(table),
  trail: dynamodbEventTrail(table),
  publisher:
    eventBus === undefined
      ? logPublisher(base.log)
      : eventBridgePublisher(connectionTo("eventBridge"), {
          bus: eventBus,
          deployment: deployment.name,
          retry: systemRetryContext,
        }),
};
