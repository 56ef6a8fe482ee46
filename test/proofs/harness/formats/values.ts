import type { Json } from "@latchkey/core/json";
import type { MutableFormat, Mutant } from "../mutations.ts";

/** Where a value is within plain data: keys and indexes from the root. */
export type Path = readonly (string | number)[];

/** Formats of texts within texts, by the pointer of the text that holds one: `{"/stringData/provider": yaml()}`. */
export type Embedded = Readonly<Record<string, MutableFormat>>;

/** What becomes of a value; `drop` takes its key or the element away. */
export type Edit = { readonly set: Json } | { readonly drop: true };

/** The smallest change of a text that no product may take for the same. */
export const appended = (text: string): string => `${text}x`;

/** RFC 6901. */
export const pointerOf = (path: Path): string =>
  path.map((key) => `/${String(key).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");

/** Mutants of a text that stands at `pointer` within another one. */
export const within = (
  pointer: string,
  mutants: readonly Mutant[],
  embed: (text: string) => string,
): readonly Mutant[] =>
  mutants.map((inner) => ({ pointer: pointer + inner.pointer, change: inner.change, text: embed(inner.text) }));

/** The data after an edit. The path is one of the data's own. */
export function edited(value: Json, [key, ...rest]: Path, edit: Edit): Json {
  if (key === undefined) return "set" in edit ? edit.set : null;
  const dropped = rest.length === 0 && "drop" in edit;
  if (typeof key === "number") {
    // A number is an index of a list.
    const list = value as readonly Json[];
    return dropped ? list.toSpliced(key, 1) : list.with(key, edited(list[key] ?? null, rest, edit));
  }
  // A text is a key of an object.
  const { [key]: child = null, ...others } = value as Readonly<Record<string, Json>>;
  return dropped ? others : { ...others, [key]: edited(child, rest, edit) };
}
