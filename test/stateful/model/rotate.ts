import { type Attempt, ask, choose, fresh, must, type Next, type Run, save, Unfinished } from "./program.ts";
import { released } from "./released.ts";
import {
  authenticates,
  type Id,
  type Operation,
  type Rotation,
  type Row,
  secretsOf,
  valueOf,
  vaultOf,
} from "./world.ts";

const idsOf = (row: Row) => ask("lists the secrets", (world) => secretsOf(world, row.client).map(({ id }) => id));
const current = () => ask("reads AWSCURRENT", (world) => vaultOf(world)?.current ?? null);
const proves = (row: Row, version: Id) =>
  ask("asks the token endpoint", (world) => authenticates(world, row.client, valueOf(world, version)));

/** The row and the rotation in it, at a step of its operation. */
function at(row: Row, step: Operation["step"], rotation: Rotation | undefined, by?: Id): Omit<Row, "revision"> {
  const { revision: _, ...rest } = row;
  return {
    ...rest,
    operation: { step, by: by ?? row.operation?.by ?? 0, again: false, unknownClient: false },
    rotation,
  };
}

function done(row: Row, rotation: Rotation | undefined): Omit<Row, "revision"> {
  const { revision: _, operation: __, ...rest } = row;
  return { ...rest, rotation };
}

/** Begins a rotation; a compromised secret overtakes what is open. `waitsFor`: whose calls may still land. */
export const rotate = (compromised: boolean, waitsFor: Id | undefined) =>
  function* (its: Attempt): Run<Next | undefined> {
    const row = its.row!;
    const [previous, ...known] = yield* ask("looks around", (world) => {
      const version = vaultOf(world)?.current;
      return version === undefined ? [] : [version, ...secretsOf(world, row.client).map(({ id }) => id)];
    });
    const { rotation: open } = row;
    const clears = compromised && (open !== undefined || known.length > 1);
    if (previous === undefined || known.length === 0 || (!clears && known.length > 1)) return undefined;
    const [version] = yield* fresh(1);
    // One that has not made room yet has added nothing itself.
    const overtook =
      row.operation?.step === "clear" ? open?.overtook : open && { version: open.version, known: open.known };
    const rotation = {
      state: "staging",
      version,
      previous,
      known,
      overtook,
      compromised,
      acknowledged: false,
    } as const;
    const begun = yield* save(its, row, at(row, clears ? "clear" : "stage", rotation, waitsFor ?? its.me));
    return begun && waitsFor === undefined ? { row: begun } : undefined;
  };

/** The second half of a rotation, or its way back. */
export const end = (step: "retire" | "abort", waitsFor: Id | undefined) =>
  function* (its: Attempt): Run<Next | undefined> {
    const row = its.row!;
    const rotation = row.rotation && { ...row.rotation, acknowledged: step === "retire" };
    const begun = yield* save(its, row, at(row, step, rotation, waitsFor ?? its.me));
    return begun && waitsFor === undefined ? { row: begun } : undefined;
  };

/** The reconciler retires without anybody's acknowledgement: a mistake. */
export function* retireUnasked(its: Attempt): Run<Next | undefined> {
  const begun = yield* save(its, its.row, at(its.row!, "retire", its.row!.rotation, its.me));
  return begun && { row: begun };
}

/** What the steps have in common: what cannot be finished is given back. */
const step = (work: (its: Attempt, row: Row, rotation: Rotation) => Run<Next | undefined>) =>
  function* (its: Attempt): Run<Next | undefined> {
    const row = its.row!;
    try {
      return yield* work(its, row, row.rotation!);
    } catch (error) {
      if (!(error instanceof Unfinished)) throw error;
      return yield* released(its, row);
    }
  };

/** Of two secrets only the one stays that AWSCURRENT holds. */
export const clear = step(function* (its, row, rotation) {
  const live = yield* idsOf(row);
  const version = (yield* current())!;
  const { overtook } = rotation;
  const told = its.keeps("tell the live secrets apart by the rotation that was overtaken") && overtook !== undefined;
  const moved = version === overtook?.version;
  const kept = (told ? live.find((id) => overtook.known.includes(id) !== moved) : undefined) ?? live[0];
  for (const secret of live)
    if (secret !== kept) yield* must({ kind: "DeleteClientSecret", client: row.client!, secret });
  const known = kept === undefined ? [] : [kept];
  const cleared = yield* save(its, row, at(row, "stage", { ...rotation, known, previous: version }));
  return cleared && { row: cleared };
});

/** Stores the new value as AWSPENDING, adds it to the client, proves it, promotes it. */
export function* stage(its: Attempt): Run<Next | undefined> {
  const row = its.row!;
  let rotation = row.rotation!;
  const { version, previous, compromised } = rotation;
  const turnBack = function* (): Run<Next | undefined> {
    const back = yield* save(its, row, at(row, "abort", rotation));
    return back && { row: back };
  };
  try {
    const stored = yield* ask("reads the new value", (world) => valueOf(world, version) ?? null);
    const [value] = stored === null ? yield* fresh(1) : [stored];
    const storesFirst = its.keeps("store the new value before it is added");
    if (stored === null && storesFirst) yield* must({ kind: "PutSecretValue", version, value });
    rotation = yield* add(row, rotation, value);
    if (stored === null && !storesFirst) yield* must({ kind: "PutSecretValue", version, value });
    if (its.keeps("prove the new secret before it is promoted") && !(yield* proves(row, version)))
      return (yield* choose("waits", "gives the new secret up")) === "waits"
        ? yield* released(its, row, { rotation })
        : yield* turnBack();
    if ((yield* current()) !== version) yield* must({ kind: "MoveCurrent", from: previous, to: version });
    const overlap = { ...rotation, state: "overlap" } as const;
    const after = { ...(compromised ? at(row, "retire", overlap) : done(row, overlap)), version };
    const promoted = yield* save(its, row, after);
    return promoted && compromised ? { row: promoted } : undefined;
  } catch (error) {
    if (!(error instanceof Unfinished)) throw error;
    return error.rejected ? yield* turnBack() : yield* released(its, row, { rotation });
  }
}

/** After a lost answer the new secret is the one that was not there before. */
function* add(row: Row, rotation: Rotation, value: Id): Run<Rotation> {
  if (rotation.secret !== undefined) return rotation;
  const live = yield* idsOf(row);
  if (live.some((id) => !rotation.known.includes(id))) return rotation;
  const [secret] = yield* fresh(1);
  yield* must({ kind: "AddClientSecret", client: row.client!, secret, value });
  return { ...rotation, secret };
}

/** Deletes the old secrets, after one more proof of the new one. */
export const retire = step(function* (its, row, rotation) {
  const isCurrent = (yield* current()) === rotation.version;
  if (!isCurrent) return void (yield* save(its, row, done(row, { ...rotation, state: "overlap" })));
  if (!(yield* proves(row, rotation.version))) return yield* released(its, row);
  for (const secret of rotation.known) yield* must({ kind: "DeleteClientSecret", client: row.client!, secret });
  yield* save(its, row, done(row, undefined));
  return undefined;
});

/** Back to the secret from before. */
export const abort = step(function* (its, row, rotation) {
  const { version, previous } = rotation;
  const moveBack = function* (): Run<boolean> {
    if ((yield* current()) !== version) return true;
    if (!(yield* proves(row, previous))) return false;
    yield* must({ kind: "MoveCurrent", from: version, to: previous });
    return true;
  };
  const removeAdded = function* (): Run<void> {
    const live = yield* idsOf(row);
    const added = rotation.secret ?? live.find((id) => !rotation.known.includes(id));
    if (added === undefined) return;
    if (rotation.secret === undefined && !(yield* proves(row, version))) throw new Unfinished(false);
    yield* must({ kind: "DeleteClientSecret", client: row.client!, secret: added });
  };
  const inOrder = its.keeps("move the label back before the new secret is deleted");
  if (!inOrder) yield* removeAdded();
  // No way back: both stay, until somebody has looked.
  if (!(yield* moveBack())) return void (yield* save(its, row, done(row, { ...rotation, state: "overlap" })));
  if (inOrder) yield* removeAdded();
  yield* unstage(its, rotation);
  yield* save(its, row, { ...done(row, undefined), version: previous });
  return undefined;
});

/** Also what a rotation that was overtaken has left. */
function* unstage(its: Attempt, { version }: Rotation): Run<void> {
  const [pending, holder] = yield* ask("reads the labels", (world) => {
    const vault = vaultOf(world);
    return vault?.pending === undefined ? [] : [vault.pending, vault.current];
  });
  if (pending === undefined || pending === holder) return;
  if (pending !== version && !its.keeps("remove AWSPENDING whoever left it")) return;
  yield* must({ kind: "RemovePending", version: pending });
}
