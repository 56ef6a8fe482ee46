import { openSync, readFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { IntegrationId } from "@latchkey/core/ids";
import type { AnsweredCall } from "@latchkey/local/kernel/aws-endpoint";
import { FILES } from "./server-options.ts";

/** One call of AWS, without what it may hold of secrets. */
export interface SeenCall {
  readonly service: AnsweredCall["service"];
  readonly operation: string;
  /** Epoch milliseconds of AWS's clock. */
  readonly at: number;
  /**
   * - `admitted`: within the quotas, whatever came of it
   * - `injected`: refused for its rate by a fault
   * - `over-quota`: refused for its rate by the quotas
   */
  readonly verdict: "admitted" | "injected" | "over-quota";
  /** Whose app client it creates. */
  readonly creates?: IntegrationId;
}

/** Writes each call at once, so that nothing of it is lost when the process is killed. */
export function callLog(dir: string): (call: AnsweredCall) => void {
  const file = openSync(join(dir, FILES.calls), "a", 0o600);
  return (call) => {
    writeSync(file, `${JSON.stringify(seen(call))}\n`);
  };
}

/** Every call of every server that has run in the folder, in order of their answers. */
export const callsIn = (dir: string): readonly SeenCall[] =>
  readFileSync(join(dir, FILES.calls), "utf8")
    .split("\n")
    .filter((line) => line !== "")
    // Only `callLog` writes it.
    .map((line) => JSON.parse(line) as SeenCall);

function seen({ service, operation, at, faulty, error, input }: AnsweredCall): SeenCall {
  const creates = operation === "CreateUserPoolClient" ? idIn(String(input["ClientName"])) : undefined;
  const refused = error === "TooManyRequestsException" ? "over-quota" : "admitted";
  return { service, operation, at, verdict: faulty ? "injected" : refused, ...(creates && { creates }) };
}

const idIn = (clientName: string): IntegrationId | undefined =>
  // An integration's client carries its id in its name.
  /int_[0-9A-Z]{26}/.exec(clientName)?.[0] as IntegrationId | undefined;
