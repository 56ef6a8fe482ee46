import { routes } from "@latchkey/contract/routes";
import type { FaultRule } from "@latchkey/local/kernel/faults";
import { REGION } from "@latchkey/local/stack/start-aws";
import { type ApiAnswer, type ApiClient, accessToken, apiClient } from "../../support/api-client.ts";
import { type SdkClients, sdkClients } from "../../support/test-aws.ts";
import type { TestStack } from "../../support/test-stack.ts";
import type { Recorder } from "./recorder.ts";

/** One running service, and what is noted of it. */
export interface World {
  readonly stack: TestStack;
  readonly api: ApiClient;
  readonly sdk: SdkClients;
  readonly record: Recorder;
  /** Runs a step while one upstream call goes wrong. */
  during<T>(rule: FaultRule, step: () => Promise<T>): Promise<T>;
}

export async function worldOf(stack: TestStack, record: Recorder): Promise<World> {
  const client = apiClient(stack.description.apiUrl, await accessToken(stack.description));
  const api: ApiClient = (path, request) => {
    record.served.add(operationOf(request?.method ?? "GET", path));
    return client(path, request);
  };
  const during: World["during"] = async (rule, step) => {
    const remove = stack.faults.add(rule);
    try {
      return await step();
    } finally {
      remove();
    }
  };
  return { stack, api, sdk: sdkClients(stack.description.awsEndpoint), record, during };
}

/** Which operation of the contract a request is; one with fewer parameters goes first. Throws for one that is none. */
function operationOf(method: string, path: string): string {
  const found = routes
    .filter((route) => route.method === method && templateOf(route.path).test(path))
    .toSorted((a, b) => a.path.split("{").length - b.path.split("{").length);
  if (found[0] === undefined) throw new Error(`The contract has no ${method} ${path}.`);
  return found[0].operationId;
}

const templateOf = (path: string): RegExp => new RegExp(`^${path.replaceAll(/\{\w+\}/g, "[^/?]+")}(\\?|$)`);

/** The event of a trigger, with what all of them have (https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html). */
export const triggerEvent = (
  { stack }: World,
  event: {
    readonly version?: string;
    readonly source: string;
    readonly clientId: string;
    readonly username: string;
    readonly attributes: Readonly<Record<string, string>>;
    readonly request?: object;
  },
): object => ({
  version: event.version ?? "1",
  triggerSource: event.source,
  region: REGION,
  userPoolId: stack.description.userPoolId,
  userName: event.username,
  callerContext: { awsSdkVersion: "aws-sdk-unknown-unknown", clientId: event.clientId },
  request: { userAttributes: event.attributes, ...event.request },
  response: {},
});

export const reconciled = ({ stack, record }: World): Promise<unknown> =>
  record.as("reconcile", () => stack.reconcile());

let count = 0;

/** The body of a registration, with a name of its own. */
export const registration = (policies: object = {}): object => ({
  connector: "generic-oidc",
  name: `Wiki ${++count}`,
  settings: { callbackUrls: ["https://wiki.example.com/cb"] },
  ...policies,
});

/** Answers what was asked for. Throws when it has another status. */
export async function expectStatus(status: number, asked: Promise<ApiAnswer>): Promise<ApiAnswer> {
  const answer = await asked;
  if (answer.status !== status) throw new Error(`expected ${status}, got ${answer.status}: ${answer.text}`);
  return answer;
}
