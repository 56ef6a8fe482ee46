import { ACCOUNT_ID } from "../kernel/options.ts";
import { type Environment, startEnvironment } from "./environment.ts";
import { FunctionError, type LambdaInvoker } from "./invoker.ts";
import type { FunctionDefinition } from "./start-worker.ts";

export interface LambdaOptions {
  /** By function name or ARN; a function is found by either. */
  readonly functions: Readonly<Record<string, FunctionDefinition>>;
  /** Each line that a function prints, by the function's name. */
  readonly onLog: (entry: { readonly function: string; readonly line: string }) => void;
}

export interface LambdaRuntime extends LambdaInvoker {
  /** Starts every function now instead of at its first event. Rejects with `FunctionError` when one cannot be loaded. */
  warm(): Promise<void>;
  /** Ends every function; events that still run are rejected as `crashed`, and so is every later one. */
  close(): Promise<void>;
}

/**
 * AWS Lambda: each function in a thread of its own, started at its first event, with its own environment and nothing of this
 * process. What ends an environment, a timeout or a crash, lets the next event start a new one.
 * Unlike Lambda's, an environment takes several events at a time.
 */
export function lambdaRuntime({ functions, onLog }: LambdaOptions): LambdaRuntime {
  const known = knownFunctions(functions);
  const environments = new Map<string, Environment>();
  const started = new Set<Environment>();
  let open = true;

  const environmentOf = ({ name, arn, definition }: KnownFunction): Environment => {
    if (!open) throw new FunctionError("crashed", "The Lambda runtime is closed");
    const running = environments.get(name);
    if (running) return running;
    const environment = startEnvironment({
      name,
      arn,
      definition,
      onLine: (line) => onLog({ function: name, line }),
      onGone: () => environments.delete(name),
    });
    environments.set(name, environment);
    started.add(environment);
    void environment.ended.finally(() => started.delete(environment));
    return environment;
  };

  return {
    async invoke(arn, event, options) {
      const found = known.get(nameOf(arn));
      if (found === undefined) throw new FunctionError("missing", `Function not found: ${arn}`);
      const result = environmentOf(found).invoke(JSON.stringify(event) ?? "null");
      return JSON.parse(await (options?.timeoutMs === undefined ? result : patient(result, options.timeoutMs, arn)));
    },
    async warm() {
      await Promise.all([...known.values()].map((found) => environmentOf(found).ready));
    },
    async close() {
      open = false;
      await Promise.all([...started].map((environment) => environment.terminate()));
    },
  };
}

interface KnownFunction {
  readonly name: string;
  readonly arn: string;
  readonly definition: FunctionDefinition;
}

function knownFunctions(functions: LambdaOptions["functions"]): ReadonlyMap<string, KnownFunction> {
  const known = new Map<string, KnownFunction>();
  for (const [key, definition] of Object.entries(functions)) {
    const name = nameOf(key);
    if (known.has(name)) throw new Error(`Two functions are named ${name}`);
    known.set(name, { name, arn: key === name ? arnOf(name, definition) : key, definition });
  }
  return known;
}

/** The name in an ARN, whatever its qualifier; a name is its own. */
const nameOf = (arnOrName: string): string =>
  /^arn:[^:]+:lambda:[^:]*:[^:]*:function:([^:]+)/.exec(arnOrName)?.[1] ?? arnOrName;

const arnOf = (name: string, { env }: FunctionDefinition): string =>
  `arn:aws:lambda:${env["AWS_REGION"] ?? "us-east-1"}:${ACCOUNT_ID}:function:${name}`;

/** The caller's own limit: it stops waiting, and the function goes on. */
async function patient<T>(result: Promise<T>, ms: number, arn: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new FunctionError("timeout", `${arn} did not answer within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([result, limit]);
  } finally {
    clearTimeout(timer);
  }
}
