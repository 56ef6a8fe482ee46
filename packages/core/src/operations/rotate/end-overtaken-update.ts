import type { Call } from "../../ports/call.ts";
import type { Engine } from "../../services.ts";
import { saveAndSee } from "../change.ts";
import { applyUpdate, committed, takenBack } from "../finish-update.ts";
import { type Rotating, rotatingOf } from "./rotating.ts";

/**
 * Brings an update to its end that the rotation has overtaken: it was accepted, and its call may have landed, so that the client need
 * not be as the row says any more, with whose callbacks the token endpoint is asked. Undefined when the lease was lost.
 */
export async function endOvertakenUpdate(services: Engine, row: Rotating, call: Call): Promise<Rotating | undefined> {
  const { update, ...operation } = row.operation;
  if (update === undefined) return row;
  const problem = await applyUpdate(services, row, update, call);
  const change =
    problem === undefined ? committed(services, row, update) : takenBack(services, row, problem, { tell: true });
  const after = { ...change.after, operation };
  const { mine } = await saveAndSee(services, { ...change, after }, call);
  return mine ? rotatingOf(after) : undefined;
}
