import { unreachable } from "./unreachable.ts";

const files = unreachable("the endpoints of the shared configuration files");

interface Endpoint {
  readonly url: URL;
}

/** What the middleware reads of a client. Everything but the endpoint itself is only asked whether it is as every client is told. */
interface Config {
  readonly isCustomEndpoint: boolean;
  readonly ignoreConfiguredEndpointUrls: boolean;
  readonly region: () => Promise<string>;
  readonly useFipsEndpoint: () => Promise<boolean>;
  readonly useDualstackEndpoint: () => Promise<boolean>;
  /** A function where the client has use for it, which is DynamoDB's. */
  readonly accountIdEndpointMode?: string | (() => Promise<string>);
  readonly endpoint?: () => Promise<{
    readonly protocol: string;
    readonly hostname: string;
    readonly port?: number;
    readonly path: string;
  }>;
  endpointProvider(parameters: Readonly<Record<string, unknown>>): Endpoint;
}

/** Where the SDK keeps what it notes of a call. */
const NOTES = "__smithy_context";

interface Context {
  endpointV2?: Endpoint;
  [NOTES]?: { features?: Record<string, string> };
}

type Next = (args: object) => Promise<unknown>;

/**
 * Takes the place of the SDK's look for the endpoint of each call, by the rules of its operation: a client has one endpoint, which is
 * found at its first call.
 */
export const bindEndpointMiddleware = () => (options: { readonly config: Config }) => {
  let found: Promise<Endpoint> | undefined;
  return (next: Next, context: Context): Next =>
    async (args) => {
      found ??= endpointOf(options.config);
      context.endpointV2 = await found;
      if (options.config.isCustomEndpoint) noteOverride(context);
      return next({ ...args });
    };
};

async function endpointOf(config: Config): Promise<Endpoint> {
  if (!config.isCustomEndpoint && !config.ignoreConfiguredEndpointUrls) files();
  const mode = config.accountIdEndpointMode;
  const custom = config.isCustomEndpoint ? await config.endpoint?.() : undefined;
  return config.endpointProvider({
    Region: await config.region(),
    UseFIPS: await config.useFipsEndpoint(),
    UseDualStack: await config.useDualstackEndpoint(),
    AccountIdEndpointMode: typeof mode === "function" ? await mode() : mode,
    ...(custom !== undefined && { Endpoint: hrefOf(custom) }),
  });
}

const hrefOf = ({ protocol, hostname, port, path }: Awaited<ReturnType<NonNullable<Config["endpoint"]>>>): string =>
  `${protocol}//${hostname}${port === undefined ? "" : `:${port}`}${path}`;

/** By a letter in the user agent the SDK tells AWS that an endpoint was given. */
function noteOverride(context: Context): void {
  const notes = (context[NOTES] ??= {});
  notes.features = { ...notes.features, ENDPOINT_OVERRIDE: "N" };
}
