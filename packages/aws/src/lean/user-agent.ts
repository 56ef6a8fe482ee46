import { unreachable } from "./unreachable.ts";

const agent = unreachable("the user agent of an own stack");
const appId = unreachable("the application id in the user agent");

/** `["api/dynamodb", "3.1"]`: what is meant, and its version. */
type Section = readonly [name: string, version?: string];

/** What the middleware reads of a client. */
interface Config {
  /** Of the operating system, Node and the client: the same in every call. */
  defaultUserAgentProvider(): Promise<readonly Section[]>;
  /** Every client is told that there is none. */
  userAgentAppId(): Promise<string | undefined>;
  /** A function where the client has use for it, which is DynamoDB's. All are told `disabled`. */
  readonly accountIdEndpointMode?: unknown;
}

type Features = Readonly<Record<string, string>>;

/** What a call notes of the features that it uses. */
interface Context {
  readonly __smithy_context?: {
    readonly features?: Features;
    readonly selectedHttpAuthScheme?: { readonly identity?: { readonly $source?: Features } };
  };
}

interface Arguments {
  readonly request: { readonly headers: Record<string, string> };
}

type Next = (args: Arguments) => Promise<unknown>;
type Middleware = (next: Next, context: Context) => Next;

export const getUserAgentMiddlewareOptions = {
  name: "getUserAgentMiddleware",
  step: "build",
  priority: "low",
  tags: ["SET_USER_AGENT", "USER_AGENT"],
  override: true,
} as const;

interface Stack {
  add(middleware: Middleware, options: typeof getUserAgentMiddlewareOptions): void;
}

/**
 * Takes the place of what the SDK writes of itself into each request: the same text, of which all that does not change from call to call
 * is written once. A client that is told an application id throws at its first call.
 */
export const getUserAgentPlugin = (config: Config) => ({
  applyToStack: (stack: Stack): void => stack.add(userAgentOf(config), getUserAgentMiddlewareOptions),
});

function userAgentOf(config: Config): Middleware {
  let written: Promise<readonly string[]> | undefined;
  return (next, context) => async (args) => {
    written ??= sectionsOf(config);
    const sections = await written;
    const { headers } = args.request;
    headers["x-amz-user-agent"] = sections.filter((section) => section.startsWith("aws-sdk-")).join(" ");
    headers["user-agent"] = [...sections, `m/${featuresOf(context, config).join(",")}`].join(" ");
    return next(args);
  };
}

async function sectionsOf({ defaultUserAgentProvider, userAgentAppId }: Config): Promise<readonly string[]> {
  if ((await userAgentAppId()) !== undefined) appId();
  return (await defaultUserAgentProvider()).map(textOf);
}

function textOf([name, version]: Section): string {
  const safe = name.replaceAll(/[^!$%&'*+\-.^_`|~\w/]/g, "-");
  const [kind, what] = safe.split("/");
  const named = kind === "api" ? `${kind}/${what?.toLowerCase()}` : safe;
  if (version === undefined) return named;
  return `${named}${what === undefined ? "/" : "#"}${version.replaceAll(/[^!$%&'*+\-.^_`|~\w#]/g, "-")}`;
}

/** E is the standard retry mode, Q an account id mode that is off. */
const featuresOf = ({ __smithy_context: call }: Context, { accountIdEndpointMode }: Config): readonly string[] => [
  ...Object.values(call?.features ?? {}),
  "E",
  ...(typeof accountIdEndpointMode === "function" ? ["Q"] : []),
  ...Object.values(call?.selectedHttpAuthScheme?.identity?.$source ?? {}),
];

/** What only an own stack would be made with throws. */
export { agent as userAgentMiddleware };
