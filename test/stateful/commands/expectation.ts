/** What one of the two callers asks for. There is one application; a registration uses one of two idempotency keys. */
export type Ask =
  | { readonly kind: "register"; readonly key: "one" | "other" }
  | { readonly kind: "update"; readonly url: string }
  | { readonly kind: "rotate" | "compromised" | "complete" | "abort" | "remove" };

/** The application as it has to be when nothing is open. Versions are those of its secret; `NEW` is one that was not there before. */
export interface Application {
  readonly key: string;
  readonly url: string;
  readonly current: string;
  /** Still live besides the current one: a rotation is in its overlap. */
  readonly previous?: string | undefined;
}

export const NEW = "new";
export const FIRST_URL = "https://one.example.com";

/** Undefined: there is none. */
export type State = Application | undefined;

/** What becomes of a request, as its caller was told: `open` is one that may or may not have had its effect. */
export type Fate = "done" | "open" | "refused";

export interface Asked {
  readonly ask: Ask;
  readonly fate: Fate;
}

/** One request on its own. `refused` where it has no effect and says so. */
function effectOf(state: State, ask: Ask): State | "refused" {
  if (ask.kind === "remove") return undefined;
  if (ask.kind === "register") {
    if (state === undefined) return { key: ask.key, url: FIRST_URL, current: NEW };
    return state.key === ask.key ? state : "refused";
  }
  if (state === undefined) return "refused";
  const { previous, ...alone } = state;
  switch (ask.kind) {
    case "update":
      return { ...state, url: ask.url };
    case "rotate":
      return previous === undefined ? { ...state, current: NEW, previous: state.current } : "refused";
    case "compromised":
      return { ...alone, current: NEW };
    case "complete":
      return alone;
    case "abort":
      return { ...alone, current: previous ?? state.current };
  }
}

/** Every state that the requests can lead to, one after the other in any order: those that were done, and any of those left open. */
export function possibleStates(state: State, asked: readonly Asked[]): readonly State[] {
  if (asked.length === 0) return [state];
  return asked.flatMap(({ ask, fate }, index) => {
    const others = asked.filter((_, other) => other !== index);
    const effect = effectOf(state, ask);
    const taken = fate === "refused" || effect === "refused" ? [] : possibleStates(effect, others);
    const left = fate === "done" ? [] : possibleStates(state, others);
    return [...taken, ...left];
  });
}

/** Whether what was seen is what was expected. `before`: new versions are others than its. */
export function matches(seen: State, expected: State, before: State): boolean {
  if (seen === undefined || expected === undefined) return seen === expected;
  const same = (version: string | undefined, wanted: string | undefined): boolean =>
    wanted === NEW
      ? version !== undefined && version !== before?.current && version !== before?.previous
      : version === wanted;
  return (
    seen.key === expected.key &&
    seen.url === expected.url &&
    same(seen.current, expected.current) &&
    same(seen.previous, expected.previous)
  );
}
