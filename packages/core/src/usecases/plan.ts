import type { Connector } from "../connector.ts";
import { type FieldError, LatchkeyError } from "../errors.ts";
import type { JsonObject } from "../json.ts";
import { clientProblems, type OAuthClient } from "../oauth-client.ts";
import type { Services } from "../services.ts";

/** What a registration asks for, checked for form but not yet against its connector. */
export interface RegistrationInput {
  readonly connector: string;
  readonly name: string;
  readonly settings: unknown;
  readonly labels: Readonly<Record<string, string>>;
}

/** A registration that AWS will accept: settings in normal form, and the client that they need. */
export interface Plan {
  readonly connector: Connector;
  readonly settings: JsonObject;
  readonly client: OAuthClient;
}

const invalid = (errors: readonly FieldError[]): LatchkeyError =>
  new LatchkeyError("invalid-body", "The request body does not match what this connector needs; see errors.", {
    errors,
  });

/** Checks settings against their connector, without I/O. Throws `invalid-body` with a pointer and a fix for each fault. */
export function plan({ catalogue }: Pick<Services, "catalogue">, input: RegistrationInput): Plan {
  const connector = catalogue.get(input.connector);
  if (connector === undefined) {
    const detail = `There is no such connector. Use one of: ${catalogue.ids.join(", ")}.`;
    throw invalid([{ pointer: "/connector", detail }]);
  }
  const checked = connector.parse(input.settings);
  if (!checked.ok) throw invalid(checked.errors.map(inSettings));
  const client = connector.client(checked.settings);
  const problems = clientProblems(client);
  if (problems.length > 0) throw invalid(problems);
  return { connector, settings: checked.settings, client };
}

const inSettings = (error: FieldError): FieldError =>
  "pointer" in error ? { ...error, pointer: `/settings${error.pointer}` } : error;
