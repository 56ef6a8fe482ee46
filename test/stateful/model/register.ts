import {
  type Attempt,
  ask,
  attempt,
  fresh,
  must,
  type Next,
  type Program,
  type Run,
  save,
  Unfinished,
} from "./program.ts";
import { released } from "./released.ts";
import { authenticates, type Id, type Row, valueOf, vaultOf } from "./world.ts";

/** The first attempt. Both creations are under way at once, so that either may be the first to have its effect. */
export const register = (first: "secret" | "client"): Program =>
  function* (its) {
    const reservesFirst = its.keeps("reserve the row before anything else");
    const row = reservesFirst ? yield* reserve(its) : undefined;
    if (reservesFirst && row === undefined) return undefined;
    const [version, value, client, secret] = yield* fresh(4);
    const create = {
      secret: { kind: "CreateSecret", version, value },
      client: { kind: "CreateClient", client, secret, value },
    } as const;
    const one = yield* attempt(create[first]);
    const other = yield* attempt(create[first === "secret" ? "client" : "secret"]);
    const reserved = row ?? (yield* reserve(its));
    if (reserved === undefined) return undefined;
    if (one === "done" && other === "done") return yield* commit(its, reserved, { client, version, sweep: false });
    const created = first === "client" ? one : other;
    const known = created === "throttled" || created === "rejected";
    if (one !== "rejected" && other !== "rejected") return yield* released(its, reserved, { unknownClient: !known });
    const undoing = yield* beginUndo(its, reserved);
    const settled = one !== "unknown" && other !== "unknown";
    return undoing && settled ? { row: undoing, found: created === "done" ? [client] : [] } : undefined;
  };

const reserve = (its: Attempt): Run<Row | undefined> =>
  save(its, undefined, {
    state: "provisioning",
    operation: { step: "provision", by: its.me, again: false, unknownClient: true },
    sweep: false,
  });

function* commit(
  its: Attempt,
  row: Row,
  made: { readonly client: Id; readonly version: Id; readonly sweep: boolean },
): Run<undefined> {
  yield* save(its, row, { state: "active", ...made });
  return undefined;
}

function* beginUndo(its: Attempt, row: Row): Run<Row | undefined> {
  const { revision: _, operation, ...rest } = row;
  // As long as a client may be there that nobody knows, the next attempt lists.
  return yield* save(its, row, {
    ...rest,
    operation: operation && { ...operation, step: "undo", unknownClient: true },
  });
}

/** A later attempt, one call after the other: the secret first, then the client that it authenticates. */
export function* provision(its: Attempt): Run<Next | undefined> {
  const { found } = its;
  const row = its.row!;
  let creating = false;
  try {
    const { version, value } = yield* storedSecret();
    let client: Id | undefined;
    for (const candidate of found) {
      const proven =
        !its.keeps("adopt only what the stored secret authenticates") ||
        (yield* ask("tries the secret on a client", (world) => authenticates(world, candidate, value)));
      if (proven && client === undefined) client = candidate;
      else yield* must({ kind: "DeleteClient", client: candidate });
    }
    if (client === undefined) {
      const [id, secret] = yield* fresh(2);
      creating = true;
      yield* must({ kind: "CreateClient", client: id, secret, value });
      creating = false;
      client = id;
    }
    return yield* commit(its, row, { client, version, sweep: its.keeps("sweep after a recovery") });
  } catch (error) {
    if (!(error instanceof Unfinished)) throw error;
    if (!error.rejected) return yield* released(its, row, { unknownClient: true });
    const undoing = yield* beginUndo(its, row);
    return undoing && creating ? { row: undoing, found } : undefined;
  }
}

function* storedSecret(): Run<{ readonly version: Id; readonly value: Id }> {
  const stored = yield* ask("reads the secret", (world) => {
    const version = vaultOf(world)?.current;
    return version === undefined ? [] : [version, valueOf(world, version) ?? version];
  });
  const [version, value] = stored.length > 0 ? stored : yield* fresh(2);
  if (version === undefined || value === undefined) throw new Unfinished(false);
  if (stored.length === 0) yield* must({ kind: "CreateSecret", version, value });
  return { version, value };
}

/** Takes a registration back. */
export function* undo(its: Attempt): Run<undefined> {
  const row = its.row!;
  try {
    for (const client of its.found) yield* must({ kind: "DeleteClient", client });
    yield* must({ kind: "DeleteSecret" });
    // After a first attempt that knows how its calls have ended nothing can land.
    const sweep = row.operation?.again === true && its.keeps("sweep after a recovery");
    yield* save(its, row, { state: "failed", sweep });
  } catch (error) {
    if (!(error instanceof Unfinished)) throw error;
    yield* released(its, row, { unknownClient: true });
  }
  return undefined;
}
