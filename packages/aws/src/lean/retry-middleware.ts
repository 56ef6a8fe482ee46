import { v4 } from "@smithy/core/serde";
import { AdaptiveRetryStrategy } from "./retry-strategies.ts";
import { unreachable } from "./unreachable.ts";

const retries = unreachable("the retries of the SDK");

/** As far as it is read or written here. */
interface Arguments {
  readonly request: { readonly headers: Record<string, string> };
}

interface Metadata {
  attempts?: number;
  totalRetryDelay?: number;
}

interface Result {
  readonly output: { readonly $metadata: Metadata };
}

type Next = (args: Arguments) => Promise<Result>;

/** Where the SDK has its own: signing is placed behind it by this name. */
export const retryMiddlewareOptions = {
  name: "retryMiddleware",
  tags: ["RETRY"],
  step: "finalizeRequest",
  priority: "high",
  override: true,
} as const;

interface Stack {
  add(middleware: (next: Next) => Next, options: typeof retryMiddlewareOptions): void;
}

/** What a client is told of retries. */
interface Options {
  maxAttempts(): Promise<number>;
  readonly retryMode: string | (() => Promise<string>);
}

/**
 * Takes the place of the SDK's retries, of which every client is told to make none: says of each call that it is the only attempt, to AWS
 * and to the caller, as the SDK does. A client that is told anything else throws at its first call.
 */
export const bindGetRetryPlugin = () => (options: Options) => ({
  applyToStack: (stack: Stack): void => stack.add(onlyAttempt(options), retryMiddlewareOptions),
});

function onlyAttempt(options: Options): (next: Next) => Next {
  let checked: Promise<void> | undefined;
  return (next) => async (args) => {
    checked ??= checkOnly(options);
    await checked;
    args.request.headers["amz-sdk-invocation-id"] = v4();
    args.request.headers["amz-sdk-request"] = "attempt=1; max=1";
    try {
      const result = await next(args);
      counted(result.output.$metadata);
      return result;
    } catch (error) {
      if (error instanceof Error) counted(metadataOf(error));
      throw error;
    }
  };
}

async function checkOnly({ maxAttempts, retryMode }: Options): Promise<void> {
  const mode = typeof retryMode === "string" ? retryMode : await retryMode();
  if (mode !== "standard") AdaptiveRetryStrategy();
  if ((await maxAttempts()) !== 1) retries();
}

function counted(metadata: Metadata): void {
  metadata.attempts = 1;
  metadata.totalRetryDelay = 0;
}

const metadataOf = (error: Error & { $metadata?: Metadata }): Metadata => (error.$metadata ??= {});

/** What only an own stack would be made with: using it throws. */
export const bindRetryMiddleware = () => retries;
