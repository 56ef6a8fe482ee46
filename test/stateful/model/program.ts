import type { Answer, Effect, Id, Row, World } from "./world.ts";

/** Rules of the protocol. Each can be left out, to see that the exploration finds out what it is good for. */
export const rules = [
  "reserve the row before anything else",
  "write the row only as it was read",
  "wait until no earlier call can land",
  "list the clients when one may be unknown",
  "adopt only what the stored secret authenticates",
  "sweep after a recovery",
  "store the new value before it is added",
  "prove the new secret before it is promoted",
  "retire only what is acknowledged",
  "move the label back before the new secret is deleted",
  "tell the live secrets apart by the rotation that was overtaken",
  "remove AWSPENDING whoever left it",
] as const;

export type Rule = (typeof rules)[number];

/** What a program asks of the world: a write, a question, one of several ways to go on, or new ids. */
export type Call =
  | { readonly write: Effect }
  | { readonly ask: string; readonly of: (world: World) => Answer }
  | { readonly choose: readonly string[] }
  | { readonly fresh: number };

/** What an attempt begins with. */
export interface Attempt {
  readonly me: Id;
  /** As it was read, or as this actor has just written it. */
  readonly row: Row | undefined;
  readonly found: readonly Id[];
  readonly keeps: (rule: Rule) => boolean;
}

/** Goes on by the step of that row, or ends. */
export interface Next {
  readonly row: Row;
  readonly found?: readonly Id[];
}

export type Run<Result> = Generator<Call, Result, Answer>;
export type Program = (attempt: Attempt) => Run<Next | undefined>;

/** A call did not come to its end. `rejected`: it never will. */
export class Unfinished extends Error {
  readonly rejected: boolean;

  constructor(rejected: boolean) {
    super("unfinished");
    this.rejected = rejected;
  }
}

// The casts say what the questions asked above them were; the explorer answers nothing else.

export function* fresh(count: number): Run<readonly [Id, Id, Id, Id]> {
  return (yield { fresh: count }) as readonly [Id, Id, Id, Id];
}

export function* ask<Asked extends Answer>(question: string, of: (world: World) => Asked): Run<Asked> {
  return (yield { ask: question, of }) as Asked;
}

export function* choose<Choice extends string>(...choices: readonly Choice[]): Run<Choice> {
  return (yield { choose: choices }) as Choice;
}

export type Ending = "done" | "refused" | "rejected" | "throttled" | "unknown";

export function* attempt(effect: Effect): Run<Ending> {
  return (yield { write: effect }) as Ending;
}

/** A write that has to succeed. Throws `Unfinished`. */
export function* must(effect: Effect): Run<void> {
  const ending = yield* attempt(effect);
  if (ending !== "done") throw new Unfinished(ending === "rejected");
}

/** Writes the row if it still is as it was read. Undefined when somebody else was faster, or there is nothing to be seen of it. */
export function* save(
  { keeps }: Pick<Attempt, "keeps">,
  before: Row | undefined,
  after: Omit<Row, "revision">,
): Run<Row | undefined> {
  const [revision] = yield* fresh(1);
  const row = { ...after, revision };
  const expected = keeps("write the row only as it was read")
    ? before?.revision
    : ((yield { ask: "reads the row", of: (world) => world.row?.revision ?? null }) as Id | null);
  const ending = yield* attempt({ kind: "Save", before: expected ?? undefined, row });
  return ending === "done" ? row : undefined;
}
