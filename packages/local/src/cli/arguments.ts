import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { parseUrl } from "../kernel/parse-url.ts";

export interface Arguments {
  readonly port: number;
  readonly loginPort: number;
  /** Undefined with `--memory`. */
  readonly dataDir: string | undefined;
  readonly corsOrigins: readonly string[];
  readonly managedLogin: boolean;
  /** The port of the stand-in identity provider; undefined without `--identity-provider`. */
  readonly identityProviderPort: number | undefined;
  /** Bundles of functions beside the service's own, by name. */
  readonly functions: Readonly<Record<string, { readonly bundle: string }>>;
  readonly quotas: boolean;
  readonly help: boolean;
}

/** A command line that cannot be followed, in a sentence that names the option and the fix. */
export class ArgumentError extends Error {
  override readonly name = "ArgumentError";
}

export const USAGE = `Usage: npm start -- [options]

  --port N           port of the API (default 4000; 0 takes a free one)
  --login-port N     port of everything else: AWS endpoint, login pages, mailbox (default 4001)
  --data-dir DIR     where state is kept (default .latchkey)
  --memory           keep nothing
  --cors-origin URL  a browser origin that may call the API; repeatable
  --managed-login    managed login instead of the classic hosted UI
  --identity-provider
                     an OpenID provider beside it, as identity provider Partner of the pool
  --identity-provider-port N
                     its port (default 4002)
  --function NAME=FILE
                     a function beside the service's own, for triggers of the pool: an ES module
                     that exports handler, arn:aws:lambda:eu-west-1:000000000000:function:NAME; repeatable
  --quotas           enforce Cognito's request rates and quotas
  --help             show this
`;

/** Reads the command line. Throws `ArgumentError`. */
export function parseArguments(argv: readonly string[]): Arguments {
  const { values } = parsed(argv);
  if (values.memory === true && values["data-dir"] !== undefined)
    throw new ArgumentError("--memory keeps nothing and --data-dir keeps everything; give one of them.");
  return {
    port: portOf("--port", values.port ?? "4000"),
    loginPort: portOf("--login-port", values["login-port"] ?? "4001"),
    dataDir: values.memory === true ? undefined : directoryOf(values["data-dir"] ?? ".latchkey"),
    corsOrigins: (values["cors-origin"] ?? []).map(originOf),
    managedLogin: values["managed-login"] ?? false,
    identityProviderPort: identityProviderPortOf(values),
    functions: functionsOf(values.function ?? []),
    quotas: values.quotas ?? false,
    help: values.help ?? false,
  };
}

function parsed(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      strict: true,
      allowPositionals: false,
      options: {
        port: { type: "string" },
        "login-port": { type: "string" },
        "data-dir": { type: "string" },
        memory: { type: "boolean" },
        "cors-origin": { type: "string", multiple: true },
        "managed-login": { type: "boolean" },
        "identity-provider": { type: "boolean" },
        "identity-provider-port": { type: "string" },
        function: { type: "string", multiple: true },
        quotas: { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (error) {
    throw new ArgumentError(`${error instanceof Error ? error.message : String(error)} Use --help to see the options.`);
  }
}

function identityProviderPortOf(values: ReturnType<typeof parsed>["values"]): number | undefined {
  const port = values["identity-provider-port"];
  if (values["identity-provider"] === true) return portOf("--identity-provider-port", port ?? "4002");
  if (port === undefined) return undefined;
  throw new ArgumentError("--identity-provider-port is of use only with --identity-provider.");
}

function portOf(option: string, text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new ArgumentError(`${option} has to be a number from 0 to 65535, not ${JSON.stringify(text)}.`);
}

function directoryOf(text: string): string {
  if (text !== "") return text;
  throw new ArgumentError("--data-dir has to name a directory.");
}

function functionsOf(texts: readonly string[]): Arguments["functions"] {
  const named = texts.map((text) => {
    const [, name, file] = /^([\w-]{1,64})=(.+)$/.exec(text) ?? [];
    if (name !== undefined && file !== undefined) return [name, { bundle: resolve(file) }] as const;
    throw new ArgumentError(
      `--function has to be a name and a file such as pre-sign-up=hook.mjs, not ${JSON.stringify(text)}.`,
    );
  });
  const [twice] = named.filter(([name], index) => named.findIndex(([other]) => other === name) !== index);
  if (twice) throw new ArgumentError(`--function names ${twice[0]} more than once.`);
  return Object.fromEntries(named);
}

function originOf(text: string): string {
  if (parseUrl(text)?.origin === text) return text;
  throw new ArgumentError(
    `--cors-origin has to be an origin such as http://localhost:3000, not ${JSON.stringify(text)}.`,
  );
}
