import { gatewayCors, gatewayRoutes } from "@latchkey/contract/gateway-routes";
import { httpGateway } from "../gateway/http-gateway.ts";
import type { Faults } from "../kernel/faults.ts";
import type { LambdaInvoker } from "../lambda/invoker.ts";
import { lambdaRuntime } from "../lambda/lambda-runtime.ts";
import { jwksDocument } from "../login/jwks.ts";
import { attachTriggers } from "./attach-triggers.ts";
import { type StackDescription, writeDescription } from "./description.ts";
import { type FurtherFunction, functionArn, stackFunctions } from "./functions.ts";
import { PARTNER } from "./partner.ts";
import { repeat } from "./repeat.ts";
import { type AwsOptions, REGION, type RunningAws, startAws } from "./start-aws.ts";
import { type OnClose, startUp } from "./start-up.ts";

export interface StackOptions extends AwsOptions {
  /** Port of the API on the loopback interface; 0 takes a free one. */
  readonly port: number;
  /** The folder with `<function>/bundle.mjs`. */
  readonly bundles: string;
  readonly corsOrigins?: readonly string[];
  /** Caller clients beside the portal: ids of app clients whose access tokens the gateway lets in. */
  readonly audience?: readonly string[];
  /** How often the reconciler runs by itself; 0 leaves it to `Stack.reconcile`. */
  readonly reconcileEveryMs?: number;
  /** Functions beside the service's own, by name: an app's own triggers, for the `LambdaConfig` of a user pool. None by default. */
  readonly functions?: Readonly<Record<string, FurtherFunction>>;
  /** Further variables of every function. */
  readonly env?: Readonly<Record<string, string>>;
  /** Each line that a function prints. */
  readonly onLog?: (entry: { readonly function: string; readonly line: string }) => void;
}

/** A running service: AWS, the functions, the API. */
export interface Stack {
  readonly description: StackDescription;
  /** Where `stack.json` is. */
  readonly descriptionPath: string;
  readonly faults: Faults;
  /** The stand-in under the service: its clock, its state and what tests change in it. */
  readonly aws: Omit<RunningAws, "close" | "connectFunctions">;
  /** Runs one function by its name, for example `reconcile`, and answers what it returned. Rejects with `FunctionError`. */
  invoke(functionName: string, event: unknown): Promise<unknown>;
  /** Runs one pass of the reconciler and answers its report. */
  reconcile(): Promise<unknown>;
  close(): Promise<void>;
}

/**
 * Starts everything on this machine: the stand-in for AWS with its login pages on one port, the API on the other, running the
 * deployment's own bundles. Resolves when all of it answers. Rejects with the system's error when a port is in use, with
 * `DataDirectoryError` for a data directory that cannot be used; nothing is left running then.
 */
export const startStack = (options: StackOptions): Promise<Stack> => startUp((onClose) => start(options, onClose));

async function start(options: StackOptions, onClose: OnClose): Promise<Omit<Stack, "close">> {
  const aws = await startAws(options);
  onClose(() => aws.close());
  options.onProgress?.("Starting the API");
  const functions = stackFunctions({
    bundles: options.bundles,
    region: REGION,
    origin: aws.origin,
    provisions: aws.provisions,
    env: { ...(aws.identityProvider && { LATCHKEY_IDENTITY_PROVIDERS: `COGNITO,${PARTNER}` }), ...options.env },
    further: options.functions ?? {},
  });
  const runtime = lambdaRuntime({ functions, onLog: options.onLog ?? (() => undefined) });
  onClose(() => runtime.close());
  aws.connectFunctions(runtime);
  attachTriggers(aws.cognito, aws.provisions.userPoolId, (name) => functionArn(REGION, name));
  const gateway = await startGateway(options, aws, runtime);
  onClose(() => gateway.close());
  const description = describe(aws, `http://localhost:${gateway.port}`);
  const descriptionPath = await writeDescription(aws.descriptionDir, description);
  const invoke = (name: string, event: unknown): Promise<unknown> => runtime.invoke(functionArn(REGION, name), event);
  const reconcile = (): Promise<unknown> => invoke("reconcile", {});
  onClose(repeat(reconcile, options.reconcileEveryMs ?? 0, options.onError ?? ((error) => console.error(error))));
  return { description, descriptionPath, faults: aws.faults, aws, invoke, reconcile };
}

function startGateway(
  options: StackOptions,
  { origin, provisions, cognito, clock }: RunningAws,
  runtime: LambdaInvoker,
): Promise<{ readonly port: number; close(): Promise<void> }> {
  const pool = cognito.pools.get(provisions.userPoolId);
  if (pool === undefined) throw new Error(`The user pool ${provisions.userPoolId} is gone.`);
  return httpGateway({
    port: options.port,
    routes: gatewayRoutes().map(({ routeKey, method, path, group, scopes }) => ({
      method,
      path: routeKey === "$default" ? routeKey : path,
      function: functionArn(REGION, group),
      ...(scopes && { scopes }),
    })),
    invoke: (arn, event) => runtime.invoke(arn, event),
    authorizer: {
      issuer: `${origin}/${pool.id}`,
      audience: [provisions.portal.clientId, ...(options.audience ?? [])],
      jwks: jwksDocument(pool),
    },
    clock,
    ...(options.corsOrigins && { cors: { allowOrigins: options.corsOrigins, ...gatewayCors } }),
  });
}

function describe({ origin, provisions, identityProvider }: RunningAws, apiUrl: string): StackDescription {
  return {
    apiUrl,
    awsEndpoint: origin,
    region: REGION,
    userPoolId: provisions.userPoolId,
    issuer: `${origin}/${provisions.userPoolId}`,
    loginUrl: origin,
    tokenUrl: `${origin}/oauth2/token`,
    mailboxUrl: `${origin}/mailbox`,
    portal: provisions.portal,
    user: provisions.user,
    ...(identityProvider && { identityProvider: { name: PARTNER, issuer: identityProvider.issuer } }),
    pid: process.pid,
  };
}
