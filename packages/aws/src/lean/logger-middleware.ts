import { unreachable } from "./unreachable.ts";

const logging = unreachable("the logging of calls");

/** Takes the place of the middleware that tells a client's logger of every call: no client has one. Nothing is added to the stack. */
export const getLoggerPlugin = () => ({ applyToStack: (): void => undefined });

/** What only an own stack would be made with: both throw. */
export { logging as loggerMiddleware, logging as loggerMiddlewareOptions };
