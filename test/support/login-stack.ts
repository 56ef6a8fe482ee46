import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
  CreateGroupCommand,
  CreateResourceServerCommand,
  CreateUserPoolClientCommand,
  type CreateUserPoolClientCommandInput,
  CreateUserPoolCommand,
  type CreateUserPoolCommandInput,
  CreateUserPoolDomainCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import type { CognitoContext } from "@latchkey/local/cognito/context";
import { cognitoService } from "@latchkey/local/cognito/service";
import { cognitoState } from "@latchkey/local/cognito/state";
import { type ManualClock, manualClock } from "@latchkey/local/kernel/clock";
import { createFaults } from "@latchkey/local/kernel/faults";
import { ACCOUNT_ID } from "@latchkey/local/kernel/options";
import { createAwsServer } from "@latchkey/local/kernel/server";
import { openStore } from "@latchkey/local/kernel/store";
import { FunctionError } from "@latchkey/local/lambda/invoker";
import { loginPlane } from "@latchkey/local/login/plane";
import { mailbox } from "@latchkey/local/mailbox/mailbox";
import { sharedSigningKeys } from "./signing-keys.ts";

/** An event of a Cognito trigger, as far as the tests look at it. */
export interface TriggerEvent {
  readonly triggerSource: string;
  readonly userName: string;
  readonly callerContext: { readonly clientId: string };
  readonly request: Readonly<Record<string, unknown>>;
  readonly response: Record<string, unknown>;
}

export type Trigger = (event: TriggerEvent) => unknown;

/** Cognito with its login pages behind a real HTTP server, with a clock that only tests move. */
export interface LoginStack {
  readonly origin: string;
  readonly cognito: CognitoIdentityProviderClient;
  readonly context: CognitoContext;
  readonly clock: ManualClock;
  /** Functions by ARN; tests put theirs here. */
  readonly functions: Map<string, Trigger>;
  close(): Promise<void>;
}

export async function loginStack({ dir }: { readonly dir?: string } = {}): Promise<LoginStack> {
  const clock = manualClock(Date.now());
  const store = await openStore(dir, { clock });
  const functions = new Map<string, Trigger>();
  let origin = "";
  const context: CognitoContext = {
    state: cognitoState(store),
    clock,
    region: "eu-west-1",
    accountId: ACCOUNT_ID,
    origin: () => origin,
    lambda: { invoke: (arn, event) => invoke(functions.get(arn), event) },
    options: { quotas: false, maxClients: 1000, secretPropagationMs: 0, signingKeys: sharedSigningKeys },
  };
  const errors: unknown[] = [];
  const commit = (): Promise<void> => store.commit();
  const pages = loginPlane(context, commit);
  const mail = mailbox(context);
  const server = createAwsServer({
    services: [cognitoService(context)],
    faults: createFaults(),
    store,
    clock,
    fallback: async (request, response) => (await pages(request, response)) || mail(request, response),
    onError: (error) => errors.push(error),
  });
  const running = await server.listen(0);
  origin = `http://localhost:${running.port}`;
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  const cognito = new CognitoIdentityProviderClient({ endpoint: origin, region: context.region, credentials });
  return {
    origin,
    cognito,
    context,
    clock,
    functions,
    async close() {
      cognito.destroy();
      await running.close();
      await store.close();
      if (errors.length > 0) throw new AggregateError(errors, "The stand-in failed");
    },
  };
}

async function invoke(trigger: Trigger | undefined, event: unknown): Promise<unknown> {
  if (trigger === undefined) throw new FunctionError("missing", "Function not found");
  try {
    // Events cross a process boundary as JSON.
    return await trigger(JSON.parse(JSON.stringify(event)) as TriggerEvent);
  } catch (error) {
    throw new FunctionError("thrown", error instanceof Error ? error.message : String(error));
  }
}

export interface PoolOptions extends Partial<CreateUserPoolCommandInput> {
  /** Which login pages the pool's domain has; none leaves the pool without a domain. */
  readonly pages?: "classic" | "managed" | "none";
}

let pools = 0;

/** A pool whose people sign in with their e-mail address, with a domain and a resource server `api` (`read`, `write`). */
export async function createPool({ cognito }: LoginStack, options: PoolOptions = {}): Promise<string> {
  const { pages = "classic", ...settings } = options;
  pools += 1;
  const made = await cognito.send(
    new CreateUserPoolCommand({
      PoolName: `pool-${pools}`,
      UsernameAttributes: ["email"],
      AutoVerifiedAttributes: ["email"],
      ...settings,
    }),
  );
  const UserPoolId = made.UserPool!.Id!;
  if (pages !== "none") {
    const ManagedLoginVersion = pages === "managed" ? 2 : 1;
    await cognito.send(new CreateUserPoolDomainCommand({ UserPoolId, Domain: `login-${pools}`, ManagedLoginVersion }));
  }
  const Scopes = ["read", "write"].map((ScopeName) => ({ ScopeName, ScopeDescription: ScopeName }));
  await cognito.send(new CreateResourceServerCommand({ UserPoolId, Identifier: "api", Name: "api", Scopes }));
  return UserPoolId;
}

/** A registered application and what it needs to talk to the plane. */
export interface App {
  readonly poolId: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly callback: string;
}

export const CALLBACK = "https://app.example/callback";

/** A confidential client for the code grant; `settings` replace its settings. */
export async function createApp(
  { cognito }: LoginStack,
  poolId: string,
  settings: Partial<CreateUserPoolClientCommandInput> = {},
): Promise<App> {
  const made = await cognito.send(
    new CreateUserPoolClientCommand({
      UserPoolId: poolId,
      ClientName: "latchkey.local.int_01 Wiki of the team",
      GenerateSecret: true,
      AllowedOAuthFlowsUserPoolClient: true,
      AllowedOAuthFlows: ["code"],
      AllowedOAuthScopes: ["openid", "email", "profile"],
      CallbackURLs: [CALLBACK],
      LogoutURLs: ["https://app.example/bye"],
      SupportedIdentityProviders: ["COGNITO"],
      ExplicitAuthFlows: ["ALLOW_REFRESH_TOKEN_AUTH"],
      PreventUserExistenceErrors: "ENABLED",
      ...settings,
    }),
  );
  const { ClientId = "", ClientSecret = "" } = made.UserPoolClient ?? {};
  return { poolId, clientId: ClientId, clientSecret: ClientSecret, callback: CALLBACK };
}

/** A machine client with both scopes of the resource server `api`. */
export const createMachine = (
  stack: LoginStack,
  poolId: string,
  settings: Partial<CreateUserPoolClientCommandInput> = {},
): Promise<App> =>
  createApp(stack, poolId, {
    AllowedOAuthFlows: ["client_credentials"],
    AllowedOAuthScopes: ["api/read", "api/write"],
    CallbackURLs: [],
    LogoutURLs: [],
    SupportedIdentityProviders: [],
    ...settings,
  });

export const PASSWORD = "Correct-Horse-9";

/** The person who signs in where it does not matter who does. */
export const ADA = { username: "ada@example.com", password: PASSWORD };

export interface UserOptions {
  readonly groups?: readonly string[];
  readonly attributes?: Readonly<Record<string, string>>;
}

/** A confirmed user with a verified e-mail address. */
export async function createUser(
  { cognito }: LoginStack,
  UserPoolId: string,
  email: string,
  { groups = [], attributes = {} }: UserOptions = {},
): Promise<string> {
  const all = { email, email_verified: "true", ...attributes };
  const UserAttributes = Object.entries(all).map(([Name, Value]) => ({ Name, Value }));
  const made = await cognito.send(
    new AdminCreateUserCommand({ UserPoolId, Username: email, UserAttributes, MessageAction: "SUPPRESS" }),
  );
  const Username = made.User!.Username!;
  await cognito.send(new AdminSetUserPasswordCommand({ UserPoolId, Username, Password: PASSWORD, Permanent: true }));
  for (const GroupName of groups) {
    await cognito.send(new CreateGroupCommand({ UserPoolId, GroupName })).catch(() => undefined);
    await cognito.send(new AdminAddUserToGroupCommand({ UserPoolId, Username, GroupName }));
  }
  return Username;
}

/** An address of `/oauth2/authorize` (or another page) for the app; `undefined` leaves a parameter out. */
export function authorizeUrl(
  { origin }: LoginStack,
  app: App,
  parameters: Readonly<Record<string, string | undefined>> = {},
  path = "/oauth2/authorize",
): string {
  const all = {
    response_type: "code",
    client_id: app.clientId,
    redirect_uri: app.callback,
    scope: "openid email",
    state: "some-state",
    ...parameters,
  };
  const pairs = Object.entries(all).filter((pair): pair is [string, string] => pair[1] !== undefined);
  return `${origin}${path}?${new URLSearchParams(pairs).toString()}`;
}

/** A stack with one application, and Ada, who may sign in to it; `username` is the name that the pool gave her. */
export async function stackWithApp(
  ada: UserOptions = {},
): Promise<{ readonly stack: LoginStack; readonly poolId: string; readonly app: App; readonly username: string }> {
  const stack = await loginStack();
  const poolId = await createPool(stack);
  const app = await createApp(stack, poolId);
  return { stack, poolId, app, username: await createUser(stack, poolId, ADA.username, ada) };
}
