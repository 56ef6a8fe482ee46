import { type Attempt, type Run, save } from "./program.ts";
import type { Operation, Rotation, Row } from "./world.ts";

/** Gives the operation back, with what was learned on the way. */
export function* released(
  its: Attempt,
  row: Row,
  learned: Partial<Pick<Operation, "unknownClient">> & { readonly rotation?: Rotation } = {},
): Run<undefined> {
  const { revision: _, operation, ...rest } = row;
  const { rotation = row.rotation, unknownClient = operation?.unknownClient ?? false } = learned;
  yield* save(its, row, { ...rest, operation: operation && { ...operation, unknownClient }, rotation });
  return undefined;
}
