import {
  type SecretPropagation,
  type SwitchableSecretPropagation,
  switchableSecretPropagation,
} from "../cognito/secret-propagation.ts";
import { cognitoService } from "../cognito/service.ts";
import { type CognitoState, cognitoState, type Pool } from "../cognito/state.ts";
import { setUnknownClientField } from "../cognito/unknown-client-fields.ts";
import { dynamodbService } from "../dynamodb/service.ts";
import { createEventLog, type EventLog } from "../events/event-log.ts";
import { eventsService } from "../events/service.ts";
import type { RunningIdentityProvider } from "../idp/identity-provider.ts";
import { type Clock, systemClock } from "../kernel/clock.ts";
import { DataDirectoryError } from "../kernel/data-directory-error.ts";
import { createFaults, type Faults } from "../kernel/faults.ts";
import { ACCOUNT_ID } from "../kernel/options.ts";
import { type AwsServerContext, createAwsServer } from "../kernel/server.ts";
import { openStore, type Store } from "../kernel/store.ts";
import { invokeEndpoint } from "../lambda/invoke-endpoint.ts";
import type { LambdaInvoker } from "../lambda/invoker.ts";
import { loginPlane } from "../login/plane.ts";
import { mailbox } from "../mailbox/mailbox.ts";
import { secretsService } from "../secrets/service.ts";
import { bootstrap, type Provisions } from "./bootstrap.ts";
import { openDataDirectory } from "./data-directory.ts";
import { type PartnerOptions, startPartner } from "./partner.ts";
import { type OnClose, startUp } from "./start-up.ts";
import { wireClient } from "./wire-client.ts";

export const REGION = "eu-west-1";

export interface AwsOptions {
  /** Port on the loopback interface; 0 takes a free one. */
  readonly loginPort: number;
  /** Undefined keeps everything in memory. */
  readonly dataDir?: string;
  readonly managedLogin?: boolean;
  /** Starts a stand-in identity provider as well and registers it in the pool as `Partner`; none by default. */
  readonly identityProvider?: PartnerOptions;
  /** Cognito's request rates, on `clock`, and its quotas: `maxClients` app clients, 1,000 by default. Off by default. */
  readonly quotas?: boolean;
  readonly maxClients?: number;
  /** At once by default; `RunningAws.secretPropagation` changes it. */
  readonly secretPropagation?: Partial<SecretPropagation>;
  /** The time of everything that the stand-in does; the machine's by default. The functions keep the machine's. */
  readonly clock?: Clock;
  /** Keeps every AWS call, and every call of the token endpoint, for `faults.calls`. */
  readonly recording?: boolean;
  /** Told of every valid AWS call when its answer leaves, without those of the token endpoint. */
  readonly onCall?: AwsServerContext["onCall"];
  readonly signingKeys?: () => Promise<Pool["keys"]>;
  /** Defects of the stand-in itself; printed by default. */
  readonly onError?: (error: unknown) => void;
  readonly onProgress?: (step: string) => void;
}

/** AWS on this machine, with the user pool and everything else that a deployment finds there. */
export interface RunningAws {
  /** `http://localhost:<login-port>`: AWS endpoint, issuer base and login domain. */
  readonly origin: string;
  readonly clock: Clock;
  readonly faults: Faults;
  readonly provisions: Provisions;
  readonly cognito: CognitoState;
  /** How long new and deleted client secrets take to be known. */
  readonly secretPropagation: SwitchableSecretPropagation;
  /** What was published on EventBridge. */
  readonly events: EventLog;
  /**
   * Gives an app client a setting that no SDK knows: its answers carry it until an update leaves it out. Throws when there is no such
   * client, or the name is a known one.
   */
  setUnknownClientField(poolId: string, clientId: string, name: string, value: unknown): void;
  /** The stand-in identity provider `Partner`, when one was asked for. */
  readonly identityProvider?: RunningIdentityProvider;
  /** Where `stack.json` belongs. */
  readonly descriptionDir: string;
  /** Gives triggers and rotations their functions, which are known only once the pool is. */
  connectFunctions(invoker: LambdaInvoker): void;
  close(): Promise<void>;
}

/** Rejects with the system's error when the port is in use, with `DataDirectoryError` for a directory that cannot be used. */
export const startAws = (options: AwsOptions): Promise<RunningAws> => startUp((onClose) => start(options, onClose));

async function start(options: AwsOptions, onClose: OnClose): Promise<Omit<RunningAws, "close">> {
  const { clock = systemClock, onProgress = () => undefined } = options;
  onProgress("Opening the data directory");
  const data = await openDataDirectory(options.dataDir);
  onClose(data.dispose);
  const store = await openStore(data.aws, { clock });
  onClose(() => store.close());
  const dynamodb = await dynamodbService({
    clock,
    region: REGION,
    ...(data.dynamodb !== undefined && { dir: data.dynamodb }),
  });
  onClose(() => dynamodb.close());
  onProgress("Starting AWS on this machine");
  const functions = lateInvoker();
  const place = { region: REGION, accountId: ACCOUNT_ID };
  let origin = "";
  const state = cognitoState(store);
  const secretPropagation = switchableSecretPropagation(state, options.secretPropagation);
  const cognito = {
    ...place,
    state,
    clock,
    origin: () => origin,
    lambda: functions,
    options: {
      quotas: options.quotas ?? false,
      maxClients: options.maxClients ?? 1_000,
      secretPropagationMs: secretPropagation,
      ...(options.signingKeys && { signingKeys: options.signingKeys }),
    },
  };
  const faults = createFaults({ recording: options.recording ?? false });
  const login = loginPlane(cognito, () => store.commit(), faults);
  const mail = mailbox(cognito);
  const invoke = invokeEndpoint(functions, (name) => `arn:aws:lambda:${REGION}:${ACCOUNT_ID}:function:${name}`);
  const events = createEventLog();
  const server = createAwsServer({
    services: [
      cognitoService(cognito),
      secretsService({ ...place, store, clock, lambda: functions }),
      dynamodb,
      eventsService({ clock, log: events }),
    ],
    faults,
    store,
    clock,
    fallback: async (request, response) =>
      (await login(request, response)) || (await invoke(request, response)) || mail(request, response),
    onError: options.onError ?? ((error) => console.error(error)),
    ...(options.onCall && { onCall: options.onCall }),
  });
  const running = await server.listen(options.loginPort);
  onClose(() => running.close());
  origin = `http://localhost:${running.port}`;
  onProgress("Preparing user pool, login domain and portal client");
  const provisions = await provisioned(store, origin, options);
  const partner = options.identityProvider;
  const identityProvider = partner && (await startPartner(cognito, provisions.userPoolId, partner));
  if (identityProvider) onClose(() => identityProvider.close());
  await store.commit();
  return {
    origin,
    clock,
    faults,
    provisions,
    cognito: state,
    secretPropagation,
    events,
    setUnknownClientField: (poolId, clientId, name, value) =>
      setUnknownClientField(state, { poolId, clientId }, name, value),
    ...(identityProvider && { identityProvider }),
    descriptionDir: data.descriptionDir,
    connectFunctions: functions.connect,
  };
}

function lateInvoker(): LambdaInvoker & { connect(invoker: LambdaInvoker): void } {
  let connected: LambdaInvoker | undefined;
  return {
    connect(invoker) {
      connected = invoker;
    },
    invoke(arn, event, options) {
      if (connected === undefined) throw new Error("The stack is still starting.");
      return connected.invoke(arn, event, options);
    },
  };
}

/** What an earlier start made, or makes it. It is noted last: a first start that broke off is simply done again. */
async function provisioned(
  store: Store,
  origin: string,
  { managedLogin = false, dataDir = "" }: AwsOptions,
): Promise<Provisions> {
  const notes = store.collection<Provisions>("stack.provisions");
  const found = notes.get("provisions");
  if (found !== undefined && found.managedLogin !== managedLogin)
    throw new DataDirectoryError(
      "version",
      dataDir,
      `its user pool has ${found.managedLogin ? "managed" : "classic"} login; start it ${found.managedLogin ? "with" : "without"} --managed-login, or name another directory with --data-dir`,
    );
  if (found !== undefined) return found;
  const made = await bootstrap(wireClient(origin), { managedLogin });
  notes.put("provisions", made);
  await store.commit();
  return made;
}
