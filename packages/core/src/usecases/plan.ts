import type { Connector } from "../connector.ts";
import { type FieldError, LatchkeyError } from "../errors.ts";
import type { JsonObject } from "../json.ts";
import { clientProblems, type OAuthClient } from "../oauth-client.ts";
import { type CheckedPolicies, checkPolicies, type Policies } from "../policies/check-policies.ts";
import type { RotationPolicy } from "../rotation.ts";
import type { Services } from "../services.ts";

/** What a registration asks for, checked for form but not yet against its connector. */
export interface RegistrationInput extends Policies {
  readonly connector: string;
  readonly name: string;
  readonly settings: unknown;
  readonly labels: Readonly<Record<string, string>>;
  readonly rotation?: RotationPolicy | undefined;
}

/** A registration that AWS will accept: settings in normal form, and the client that they need. */
export interface Plan {
  readonly connector: Connector;
  readonly settings: JsonObject;
  readonly client: OAuthClient;
  readonly policies: CheckedPolicies;
}

/** Who asks, and what holds so far. */
export interface Asker {
  readonly admin: boolean;
  readonly before: Policies;
}

const invalid = (errors: readonly FieldError[]): LatchkeyError =>
  new LatchkeyError("invalid-body", "The request body does not match what this connector needs; see errors.", {
    errors,
  });

/** Checks settings against their connector, without I/O. Throws `invalid-body` with a pointer and a fix for each fault, `missing-scope`. */
export function plan({ catalogue }: Pick<Services, "catalogue">, input: RegistrationInput, asker: Asker): Plan {
  const { rotation } = input;
  if (rotation !== undefined && rotation.overlapDays >= rotation.everyDays)
    throw invalid([
      {
        pointer: "/rotation/overlapDays",
        detail: "The overlap has to be shorter than the period: less than everyDays.",
      },
    ]);
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
  return { connector, settings: checked.settings, client, policies: checkPolicies(input, asker) };
}

const inSettings = (error: FieldError): FieldError =>
  "pointer" in error ? { ...error, pointer: `/settings${error.pointer}` } : error;
