import { type Attempt, must, type Next, type Run, save, Unfinished } from "./program.ts";
import { released } from "./released.ts";
import type { Id, Row } from "./world.ts";

/** Supersedes whatever is open. Only a registration has to be waited for: what a rotation still sends meets a client that is gone. */
export const remove = (by: Id | undefined) =>
  function* (its: Attempt): Run<Next | undefined> {
    const { revision: _, rotation: __, ...rest } = its.row!;
    const unknownClient = rest.operation?.step === "provision" || rest.operation?.step === "undo";
    const operation = {
      step: "delete",
      by: unknownClient ? (by ?? its.me) : its.me,
      again: false,
      unknownClient,
    } as const;
    const row = yield* save(its, its.row, { ...rest, state: "removing", operation });
    return row && !unknownClient ? { row } : undefined;
  };

/** Clients first, so that nobody signs in any more, then the secret. */
export function* finishRemoval(its: Attempt): Run<undefined> {
  const row = its.row!;
  const clients = new Set([...(row.client === undefined ? [] : [row.client]), ...its.found]);
  try {
    for (const client of clients) yield* must({ kind: "DeleteClient", client });
    yield* must({ kind: "DeleteSecret" });
    const twins = row.operation?.unknownClient === true || row.sweep;
    yield* save(its, row, { state: "removed", sweep: twins && its.keeps("sweep after a recovery") });
  } catch (error) {
    if (!(error instanceof Unfinished)) throw error;
    yield* released(its, row);
  }
  return undefined;
}

/** Looks once more for twins that landed late. */
export function* sweep(its: Attempt): Run<undefined> {
  const { revision: _, ...rest }: Row = its.row!;
  for (const client of its.found) yield* must({ kind: "DeleteClient", client });
  yield* save(its, its.row, { ...rest, sweep: false });
  return undefined;
}
