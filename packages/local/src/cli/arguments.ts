import { parseArgs } from "node:util";
import { parseUrl } from "../kernel/parse-url.ts";

export interface Arguments {
  readonly port: number;
  readonly loginPort: number;
  /** Undefined with `--memory`. */
  readonly dataDir: string | undefined;
  readonly corsOrigins: readonly string[];
  readonly managedLogin: boolean;
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
        quotas: { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (error) {
    throw new ArgumentError(`${error instanceof Error ? error.message : String(error)} Use --help to see the options.`);
  }
}

function portOf(option: string, text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new ArgumentError(`${option} has to be a number from 0 to 65535, not ${JSON.stringify(text)}.`);
}

function directoryOf(text: string): string {
  if (text !== "") return text;
  throw new ArgumentError("--data-dir has to name a directory.");
}

function originOf(text: string): string {
  if (parseUrl(text)?.origin === text) return text;
  throw new ArgumentError(
    `--cors-origin has to be an origin such as http://localhost:3000, not ${JSON.stringify(text)}.`,
  );
}
