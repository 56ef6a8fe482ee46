import type { Step, System } from "./explore.ts";
import { type Machine, machine } from "./machine.ts";
import { type Attempt, type Next, type Program, type Rule, type Run, save } from "./program.ts";
import { provision, register, undo } from "./register.ts";
import { finishRemoval, remove, sweep } from "./remove.ts";
import { abort, clear, end, retire, retireUnasked, rotate, stage } from "./rotate.ts";
import { violationIn } from "./violation.ts";
import { type Actor, freshIds, type Id, type Operation, type World } from "./world.ts";

/** The protocol of one integration, with one rule left out, or none: two actors, each of which may be a request or the reconciler. */
export function system(start: World, without?: Rule): System {
  const actors = machine(programOf, without);
  return {
    start,
    next: (world) => [...actors.nature(world), ...actors.work(world), ...beginnings(world, actors, without)],
    violation: (world) => violationIn(world, isAtRest(world)),
    rests: isAtRest,
  };
}

const isAtRest = ({ actors, late, row }: World): boolean =>
  actors.every((actor) => actor === null) && late.length === 0 && row?.operation === undefined && row?.sweep !== true;

interface Beginning {
  readonly program: string;
  readonly found?: readonly Id[];
}

/** What somebody who has nothing to do may begin with. */
function beginnings(world: World, { begin }: Machine, without: Rule | undefined): readonly Step[] {
  const free = world.actors.indexOf(null);
  if (free === -1) return [];
  const [id = 0] = freshIds(world, 1);
  const actorFor = ({ program, found = [] }: Beginning): Actor => ({ id, program, row: world.row, found, answers: [] });
  const fewer = { ...world, requests: world.requests.slice(1) };
  return [
    ...asked(world, without).flatMap((program) => begin(fewer, free, actorFor({ program }))),
    ...continued(world, without).flatMap((beginning) => begin(world, free, actorFor(beginning))),
  ];
}

/** Whether nobody is at the operation any more, and nothing of it can take effect. A late client is swept instead of waited for. */
function isDue({ actors, late }: World, { by }: Operation, without: Rule | undefined): boolean {
  if (actors.some((actor) => actor?.id === by)) return false;
  return without === "wait until no earlier call can land" || late.every(({ kind }) => kind === "CreateClient");
}

/** What the owner may ask for. `later`: it overtakes an operation whose calls may still land, so that the reconciler waits for them. */
function asked(world: World, without: Rule | undefined): readonly string[] {
  const { row, requests } = world;
  if (row === undefined || requests.length === 0) return [];
  const { operation, rotation, state, sweep: twins } = row;
  const wait = operation === undefined || isDue(world, operation, without) ? "" : " later";
  const active = state === "active";
  // Twins and rotations have nothing to do with each other: one after the other is enough.
  const rotatable = active && !twins;
  const idle = operation === undefined;
  const overlaps = idle && rotation?.state === "overlap";
  return [
    ...(rotatable && idle && rotation === undefined ? ["rotate"] : []),
    ...(rotatable ? [`rotate compromised${wait}`] : []),
    ...(overlaps ? ["retire", "abort"] : []),
    ...(operation?.step === "stage" ? [`abort${wait}`] : []),
    ...(active || state === "provisioning" ? [`remove${wait}`] : []),
  ];
}

/** What goes on by itself: the registration, which anybody may have begun, and the reconciler. */
function continued(world: World, without: Rule | undefined): readonly Beginning[] {
  const { row, late, actors, clients } = world;
  if (row === undefined) return [{ program: "register secret" }, { program: "register client" }];
  const { operation, rotation, sweep: twins } = row;
  const lists = without !== "list the clients when one may be unknown";
  const ids = clients.map(({ id }) => id);
  if (operation !== undefined) {
    const found = operation.unknownClient && lists ? ids : [];
    return isDue(world, operation, without) ? [{ program: "take over", found }] : [];
  }
  const retires = without === "retire only what is acknowledged" && rotation?.state === "overlap";
  const quiet = late.length === 0 && actors.every((actor) => actor === null);
  const keep = row.state === "active" ? row.client : undefined;
  return [
    ...(twins && quiet ? [{ program: "sweep", found: lists ? ids.filter((id) => id !== keep) : [] }] : []),
    ...(retires ? [{ program: "retire unasked" }] : []),
  ];
}

/** Goes on with what somebody has left. */
function* takeOver(its: Attempt): Run<Next | undefined> {
  const { revision: _, ...rest } = its.row!;
  const operation = rest.operation!;
  // Noted before it is made: from here on there may be a client that nobody knows.
  const unknownClient = operation.unknownClient || rest.state === "provisioning";
  const row = yield* save(its, its.row, {
    ...rest,
    operation: { ...operation, by: its.me, again: true, unknownClient },
  });
  return row && { row, found: its.found };
}

const steps: Readonly<Record<Operation["step"], Program>> = {
  provision,
  undo,
  clear,
  stage,
  retire,
  abort,
  delete: finishRemoval,
};

function programOf({ program, row }: Actor): Program {
  const [name = "", ...how] = program.split(" ");
  const by = how.includes("later") ? row?.operation?.by : undefined;
  switch (name) {
    case "register":
      return register(how[0] === "secret" ? "secret" : "client");
    case "rotate":
      return rotate(how.includes("compromised"), by);
    case "retire":
      return how.includes("unasked") ? retireUnasked : end("retire", by);
    case "abort":
      return end("abort", by);
    case "remove":
      return remove(by);
    case "take":
      return takeOver;
    case "sweep":
      return sweep;
    default:
      // What follows a write of the row is named by its step.
      return steps[name.slice("step:".length) as Operation["step"]];
  }
}
