import { apply } from "./effects.ts";
import type { Step } from "./explore.ts";
import { type Call, type Next, type Program, type Rule, Unfinished } from "./program.ts";
import { type Actor, type Answer, type Effect, freshIds, type World } from "./world.ts";

/** How many calls may be under way after their caller has given them up. */
const MOST_LATE = 1;

/** What AWS may refuse for good, for example for a quota. */
const REFUSABLE: readonly Effect["kind"][] = ["CreateSecret", "CreateClient", "PutSecretValue", "AddClientSecret"];

/** What runs the programs of the actors, call by call. */
export interface Machine {
  /** Everything that the actors' next calls can come to, and their deaths. */
  work(world: World): readonly Step[];
  /** What follows when an actor begins. */
  begin(world: World, at: number, actor: Actor): readonly Step[];
  /** Late calls take effect or never do; the token endpoint learns of a new secret. */
  nature(world: World): readonly Step[];
}

type Standing = IteratorResult<Call, Next | undefined>;

/** A machine for these programs, with one rule left out, or none. */
export function machine(programOf: (actor: Actor) => Program, without: Rule | undefined): Machine {
  const standings = new WeakMap<Actor, Standing>();
  const standing = (actor: Actor): Standing => {
    const known = standings.get(actor) ?? standingOf(programOf(actor), actor, without);
    standings.set(actor, known);
    return known;
  };

  /**
   * Goes on to the calls that matter: new ids are given at once, a write of a row that is another by now is refused, a program that
   * has ended is forgotten or followed by the next.
   */
  const settled = (world: World): World =>
    world.actors.reduce<World>((before, _, at) => settle(before, at), withoutIdle(world));
  const settle = (world: World, at: number): World => {
    const actor = world.actors[at] ?? null;
    if (actor === null) return world;
    const go = (next: Actor | null): World => settle(replaced(world, at, next), at);
    const told = (answer: Answer): World => go({ ...actor, answers: [...actor.answers, answer] });
    const stands = standing(actor);
    if (stands.done === true) return go(following(actor, stands.value));
    // It only reads before it writes the row.
    if (actor.program.startsWith("rotate") && actor.row?.revision !== world.row?.revision) return go(null);
    if ("fresh" in stands.value) return told(freshIds(world, stands.value.fresh));
    return "write" in stands.value && isStale(world, stands.value.write) ? told("refused") : world;
  };

  const goOn = (world: World, at: number, actor: Actor): readonly Step[] => {
    const stands = standing(actor);
    if (stands.done === true) throw new Error(`${actor.program} has ended`);
    return outcomes(world, stands.value).map(({ label, answer, after }) => ({
      label: `${actor.program}: ${label}`,
      world: settled(replaced(after, at, { ...actor, answers: [...actor.answers, answer] })),
    }));
  };

  return {
    work: (world) =>
      world.actors.flatMap((actor, at) =>
        actor === null
          ? []
          : [...goOn(world, at, actor), { label: `${actor.program}: dies`, world: settled(replaced(world, at, null)) }],
      ),
    begin(world, at, actor) {
      const begun = settled(replaced(world, at, actor));
      const begins = begun.actors[at] ?? null;
      if (begins === null) return [];
      const stands = standing(begins);
      // A first write is made at once: between reading the row and writing it nothing can happen but that it is refused.
      if (stands.done !== true && "write" in stands.value) return goOn(begun, at, begins);
      return [{ label: `begins to ${actor.program}`, world: begun }];
    },
    nature: (world) =>
      [...landings(world), ...learnings(world)].map(({ label, world: after }) => ({ label, world: settled(after) })),
  };
}

/** Where a program stands after the answers that it has had. One that cannot go on, and holds nothing, has ended. */
function standingOf(program: Program, { id: me, row, found, answers }: Actor, without: Rule | undefined): Standing {
  const run = program({ me, row, found, keeps: (rule) => rule !== without });
  try {
    let at = run.next("");
    for (const answer of answers) at = run.next(answer);
    return at;
  } catch (error) {
    if (!(error instanceof Unfinished)) throw error;
    return { done: true, value: undefined };
  }
}

function following(actor: Actor, next: Next | undefined): Actor | null {
  const step = next?.row.operation?.step;
  if (next === undefined || step === undefined) return null;
  return { ...actor, program: `step:${step}`, row: next.row, found: next.found ?? [], answers: [] };
}

const replaced = (world: World, at: number, actor: Actor | null): World => ({
  ...world,
  actors: world.actors.map((other, index) => (index === at ? actor : other)),
});

const isStale = ({ row }: World, effect: Effect): boolean => effect.kind === "Save" && effect.before !== row?.revision;

/** Late calls that can have no effect any more are forgotten. */
const withoutIdle = (world: World): World => ({
  ...world,
  late: world.late.filter((effect) => !isIdle(world, effect)),
});

function isIdle(world: World, effect: Effect): boolean {
  if (effect.kind === "CreateSecret") return world.vault !== undefined;
  if (effect.kind === "DeleteClient" || effect.kind === "AddClientSecret" || effect.kind === "DeleteClientSecret")
    return !world.clients.some(({ id }) => id === effect.client);
  return isStale(world, effect);
}

function landings(world: World): readonly Step[] {
  return world.late.flatMap((effect) => {
    const rest = { ...world, late: world.late.filter((other) => other !== effect) };
    const after = apply(rest, effect);
    const label = `${effect.kind}, given up before,`;
    return [
      { label: `${label} never has an effect`, world: rest },
      ...(after === undefined ? [] : [{ label: `${label} lands late`, world: after }]),
    ];
  });
}

function learnings(world: World): readonly Step[] {
  if (world.clients.every(({ secrets }) => secrets.every(({ accepted }) => accepted))) return [];
  const clients = world.clients.map((client) => ({
    ...client,
    secrets: client.secrets.map((secret) => ({ ...secret, accepted: true })),
  }));
  return [{ label: "Cognito knows the new secret", world: { ...world, clients } }];
}

interface Outcome {
  readonly label: string;
  readonly answer: Answer;
  readonly after: World;
}

function outcomes(world: World, call: Call): readonly Outcome[] {
  if ("write" in call) return endings(world, call.write);
  if ("choose" in call) return call.choose.map((choice) => ({ label: choice, answer: choice, after: world }));
  if ("fresh" in call) return [];
  // Who gets no answer gives up, which is no other than to die.
  return [{ label: call.ask, answer: call.of(world), after: world }];
}

/** Everything that can become of one write. */
function endings(world: World, effect: Effect): readonly Outcome[] {
  const { kind } = effect;
  const applied = apply(world, effect);
  const ending = (words: string, answer: Answer, after = world): Outcome => ({
    label: `${kind}${words}`,
    answer,
    after,
  });
  const late = { ...world, late: [...world.late, effect] };
  const done = applied === undefined ? ending(" is refused", "refused") : ending("", "done", applied);
  const givenUp = world.late.length < MOST_LATE ? [ending(" is given up on its way", "unknown", late)] : [];
  // Whoever gets no answer to a write of the row looks for it: it was made, or is not to be seen, as if its writer had died.
  if (kind === "Save") return [done, ...givenUp];
  return [
    done,
    ...givenUp,
    ...(applied === undefined ? [] : [ending(", its answer is lost", "unknown", applied)]),
    ending(" is lost", "unknown"),
    // Only to a client's creation it makes a difference that it had no effect.
    ...(kind === "CreateClient" ? [ending(" is throttled", "throttled")] : []),
    ...(REFUSABLE.includes(kind) ? [ending(" is refused for good", "rejected")] : []),
  ];
}
