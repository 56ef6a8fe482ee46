import {
  AdminCreateUserCommand,
  AdminListGroupsForUserCommand,
  AdminSetUserPasswordCommand,
  CreateIdentityProviderCommand,
  CreateUserPoolClientCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { dynamodbClientPolicies } from "@latchkey/aws/dynamodb/client-policies";
import { dynamodbTable } from "@latchkey/aws/dynamodb/table";
import { systemRetryContext } from "@latchkey/aws/retry-context";
import type { Integration } from "@latchkey/core/integration";
import { type AccessPolicy, CLOSED, type SignUpPolicy } from "@latchkey/core/policies/policies";
import type { Call } from "@latchkey/core/ports/call";
import type { Clock } from "@latchkey/core/ports/clock";
import type { Member } from "@latchkey/core/ports/sign-ups";
import { register } from "@latchkey/core/usecases/register";
import { policyReader } from "@latchkey/core/usecases/sign-up/policy-reader";
import type { OnFailure } from "@latchkey/core/usecases/sign-up/sign-up-services";
import { TABLE } from "@latchkey/local/stack/bootstrap";
import { REGION } from "@latchkey/local/stack/start-aws";
import type { Trigger } from "@latchkey/triggers/answering";
import { postConfirmation } from "@latchkey/triggers/post-confirmation";
import { preSignUp } from "@latchkey/triggers/pre-sign-up";
import { preTokenGeneration } from "@latchkey/triggers/pre-token-generation";
import type { TestAws } from "./test-aws.ts";

export interface Triggers {
  readonly preSignUp: Trigger;
  readonly postConfirmation: Trigger;
  readonly preTokenGeneration: Trigger;
}

interface TriggerOptions {
  readonly onFailure?: OnFailure;
  readonly cacheMs?: number;
  readonly clock?: Clock;
  readonly call?: () => Call;
}

/** The triggers in this process, over the stand-in, with a cache of their own. */
export function triggersOver(
  aws: TestAws,
  { onFailure = "closed", cacheMs = 0, clock = aws.services.clock, call = () => ({}) }: TriggerOptions = {},
): Triggers {
  // No call is given up before a test's own time is over: what ends it is the deadline, or nothing.
  const callMs = 60_000;
  const ports = aws.servicesFor({ callMs });
  const { log } = ports;
  const connection = { region: REGION, credentials, endpoint: aws.standIn.origin, callMs };
  const table = dynamodbTable(connection, { name: TABLE, retry: systemRetryContext, token: () => "unused" });
  const policies = dynamodbClientPolicies(table);
  const services = { ...ports, clock, onFailure, readPolicy: policyReader({ policies, clock, log }, cacheMs) };
  return {
    preSignUp: preSignUp({ services, providers: ["COGNITO", "Partner"], call }),
    postConfirmation: postConfirmation({ services, call }),
    preTokenGeneration: preTokenGeneration({ services, call }),
  };
}

const credentials = { accessKeyId: "test", secretAccessKey: "test" };

interface Policies {
  readonly signUp?: Partial<SignUpPolicy>;
  readonly access?: AccessPolicy;
}

let count = 0;

/** An active integration with these policies, made by an admin. */
export async function integrationWith(
  { services }: TestAws,
  { signUp, access }: Policies,
): Promise<Integration & { readonly clientId: string }> {
  count += 1;
  const settings = { callbackUrls: [`https://wiki-${count}.example.com/cb`] };
  const policies = { ...(signUp && { signUp: { ...CLOSED, ...signUp } }), ...(access && { access }) };
  const input = { connector: "generic-oidc", name: `Wiki ${count}`, settings, labels: {}, ...policies };
  const caller = { owner: "client:portal", admin: true } as const;
  const { integration } = await register(services, { caller, input, mode: "reference" }, {});
  const { clientId } = integration;
  if (clientId === undefined) throw new Error(`not registered: ${integration.state}`);
  return { ...integration, clientId };
}

/** A user whom an administrator has made, confirmed unless `confirmed` is false. Answers the user name. */
export async function userWith(
  { clients, userPoolId: UserPoolId }: TestAws,
  email: string,
  { verified = true }: { readonly verified?: boolean } = {},
): Promise<string> {
  const UserAttributes = [
    { Name: "email", Value: email },
    { Name: "email_verified", Value: String(verified) },
  ];
  const made = await clients.cognito.send(
    new AdminCreateUserCommand({ UserPoolId, Username: email, UserAttributes, MessageAction: "SUPPRESS" }),
  );
  const Username = made.User!.Username!;
  await clients.cognito.send(
    new AdminSetUserPasswordCommand({ UserPoolId, Username, Password: "Correct-Horse-9", Permanent: true }),
  );
  return Username;
}

/** The OpenID provider `Partner` of the pool, which nobody has to reach. */
export const registerPartner = ({ clients, userPoolId: UserPoolId }: TestAws) =>
  clients.cognito.send(
    new CreateIdentityProviderCommand({
      UserPoolId,
      ProviderName: "Partner",
      ProviderType: "OIDC",
      ProviderDetails: {
        client_id: "pool",
        client_secret: "secret",
        authorize_scopes: "openid email",
        oidc_issuer: "https://partner.example",
        attributes_request_method: "GET",
      },
      AttributeMapping: { email: "email", email_verified: "email_verified" },
    }),
  );

export async function groupsOf(
  { clients, userPoolId: UserPoolId }: TestAws,
  Username: string,
): Promise<readonly string[]> {
  const { Groups = [] } = await clients.cognito.send(new AdminListGroupsForUserCommand({ UserPoolId, Username }));
  return Groups.map(({ GroupName = "" }) => GroupName).sort((one, other) => (one < other ? -1 : 1));
}

/** A client of the pool that is no integration's. */
export async function foreignClient({
  clients,
  userPoolId: UserPoolId,
}: TestAws): Promise<{ readonly clientId: string }> {
  const made = await clients.cognito.send(new CreateUserPoolClientCommand({ UserPoolId, ClientName: "foreign" }));
  return { clientId: made.UserPoolClient!.ClientId! };
}

/** The upstream calls of what is done, by their names. */
export async function callsOf({ faults }: TestAws, act: () => Promise<unknown>): Promise<readonly string[]> {
  faults.forget();
  await act().catch(() => undefined);
  return faults.calls.map(({ operation }) => operation).sort((one, other) => (one < other ? -1 : 1));
}

export const membersOf = async ({ services }: TestAws, { id }: Pick<Integration, "id">): Promise<readonly Member[]> =>
  (await services.signUps.members(id, { limit: 100 }, {})).items;
