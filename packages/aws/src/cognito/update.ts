import { UpdateUserPoolClientCommand } from "@aws-sdk/client-cognito-identity-provider";
import type { AppClientUpdate, UpdateOutcome } from "@latchkey/core/ports/app-clients";
import type { Call } from "@latchkey/core/ports/call";
import { UpstreamError } from "@latchkey/core/upstream";
import { badAnswer, type Cognito, ifFound, type SendOptions } from "./calls.ts";
import { clientFields } from "./client-fields.ts";
import { describeClient } from "./describe.ts";
import { isSame } from "./field-meaning.ts";
import { type ClientChange, type Merge, mergeClient } from "./merge.ts";

type Write = Extract<Merge, { kind: "write" }>;
type Obstacle = Exclude<UpdateOutcome, { kind: "updated" }>;

const OPERATION = "UpdateUserPoolClient";

/** What stands in the way of an update; nothing is changed. */
export async function checkUpdate(
  cognito: Cognito,
  update: AppClientUpdate,
  call: Call,
): Promise<Obstacle | undefined> {
  const next = await look(cognito, update, call);
  return next.kind === "write" || next.kind === "updated" ? undefined : next;
}

/**
 * Reads the client, merges and writes it. What was refused for its rate or for another write begins again with reading. A write whose
 * outcome is unknown is not repeated: the lost one could still land, over what others have written since.
 */
export async function updateClient(cognito: Cognito, update: AppClientUpdate, call: Call): Promise<UpdateOutcome> {
  const outcome = await ifFound(
    cognito.run(OPERATION, "refused-only", call, async (options) => {
      // A look has been repeated as often as it should by the time that it fails.
      const next = await look(cognito, update, call).catch(asValue);
      return next instanceof UpstreamError || next.kind !== "write" ? next : write(cognito, update, next, options);
    }),
  );
  if (outcome instanceof UpstreamError) throw outcome;
  return outcome ?? { kind: "absent" };
}

/** What is to be written, unless nothing is or something stands in the way. */
async function look(cognito: Cognito, update: AppClientUpdate, call: Call): Promise<Write | UpdateOutcome> {
  const live = await describeClient(cognito, update, call);
  if (live === undefined) return { kind: "absent" };
  const merge = mergeClient(live.fields, changeOf(update));
  // Where nothing is written, nothing is reset.
  if (live.unknown.length > 0 && merge.kind !== "updated") return { kind: "unknown-fields", fields: live.unknown };
  return merge;
}

const changeOf = ({ before, after, drift }: AppClientUpdate): ClientChange => ({
  before: clientFields(before),
  after: clientFields(after),
  drift,
});

function asValue(error: unknown): UpstreamError {
  if (error instanceof UpstreamError) return error;
  throw error;
}

async function write(
  { client }: Cognito,
  update: AppClientUpdate,
  { fields, changed }: Write,
  options: SendOptions,
): Promise<UpdateOutcome> {
  const command = new UpdateUserPoolClientCommand({ ...fields, UserPoolId: update.pool.id, ClientId: update.clientId });
  const { UserPoolClient: written } = await client.send(command, options);
  if (written === undefined || !changed.every((field) => isSame(field, written, fields)))
    throw badAnswer(OPERATION, "NotAsWritten");
  return { kind: "updated" };
}
