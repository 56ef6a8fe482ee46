import { isDeepStrictEqual } from "node:util";
import type { Json } from "@latchkey/core/json";
import { type Document, isMap, isNode, isScalar, isSeq, type Node, parseAllDocuments, type Scalar } from "yaml";
import type { Change, MutableFormat, Mutant } from "../mutations.ts";
import { appended, type Edit, type Embedded, edited, type Path, pointerOf } from "./values.ts";

/**
 * YAML texts. With several documents, pointers begin with the document's number from 0. Only the value itself is rewritten, so that
 * every escape that the text has elsewhere stays. Throws the parser's error for a text that is no YAML, and for tags and aliases.
 */
export const yaml = (embedded: Embedded = {}): MutableFormat => ({
  mutants: (text) => splicedMutants(text, embedded, (each) => documentsOf(each).map(dataOf)),
});

/** Mutants of a YAML or JSON text. `read` is how the format's reader takes a text, one value a document. */
export function splicedMutants(
  text: string,
  embedded: Embedded,
  read: (text: string) => readonly Json[],
): readonly Mutant[] {
  const documents = documentsOf(text);
  const before = read(text);
  const shown = (path: Path): string => pointerOf(documents.length === 1 ? path.slice(1) : path);
  const source: Source = {
    text,
    formatAt: (path) => embedded[shown(path)],
    mutant(path, change, edit, { from, to, instead }) {
      const changed = text.slice(0, from) + instead + text.slice(to);
      // What was spliced has to be what was meant, and nothing else.
      if (!isDeepStrictEqual(read(changed), edited(before, path, edit)))
        throw new Error(`${shown(path)} ${change} would do something else too:\n${changed}`);
      return { pointer: shown(path), change, text: changed };
    },
  };
  return documents.flatMap((document, index) => mutantsAt([index], document.contents, source));
}

interface Source {
  readonly text: string;
  readonly formatAt: (path: Path) => MutableFormat | undefined;
  readonly mutant: (path: Path, change: Change, edit: Edit, splice: Splice) => Mutant;
}

/** Characters `from` to `to` of the text are replaced. */
interface Splice {
  readonly from: number;
  readonly to: number;
  readonly instead: string;
}

function documentsOf(text: string): readonly Document.Parsed[] {
  const documents = [...parseAllDocuments(text, { uniqueKeys: true, logLevel: "silent" })];
  for (const { errors, warnings } of documents) {
    const [problem] = [...errors, ...warnings];
    if (problem !== undefined) throw problem;
  }
  return documents;
}

// Parse boundary: without tags and aliases a document holds what JSON can hold.
const dataOf = (document: Document.Parsed): Json => document.toJS({ maxAliasCount: 0 }) as Json;

function mutantsAt(path: Path, node: unknown, source: Source): readonly Mutant[] {
  if (isMap(node))
    return childMutants(
      { path, node, children: node.items.map(({ key, value }) => [String(key), key, value]), empty: "{}" },
      source,
    );
  if (isSeq(node))
    return childMutants(
      { path, node, children: node.items.map((item, index) => [index, item, item]), empty: "[]" },
      source,
    );
  if (isScalar(node)) return scalarMutants(path, node, source);
  if (node === null) return [];
  throw new Error(`${pointerOf(path)} is neither a value, nor a list, nor a mapping.`);
}

/** A child of a collection: its key, and the nodes that it begins and ends with. */
type Child = readonly [key: string | number, first: unknown, last: unknown];

interface Collection {
  readonly path: Path;
  readonly node: Node;
  readonly children: readonly Child[];
  /** How the collection is written without children. */
  readonly empty: string;
}

function childMutants(collection: Collection, source: Source): readonly Mutant[] {
  return collection.children.flatMap(([key, , value], index) => {
    const path = [...collection.path, key];
    const dropped = source.mutant(path, "dropped", { drop: true }, withoutChild(collection, index, source.text));
    return [dropped, ...mutantsAt(path, value, source)];
  });
}

/** Takes a child away with what separates it from the next one, or else from the one before. */
function withoutChild({ node, children, empty }: Collection, index: number, text: string): Splice {
  const [before, child, after] = [children[index - 1], children[index], children[index + 1]];
  if (child !== undefined && after !== undefined)
    return { from: startOf(child[1]), to: startOf(after[1]), instead: "" };
  if (child !== undefined && before !== undefined)
    return { from: endOf(before[2], text), to: endOf(child[2], text), instead: "" };
  return { from: startOf(node), to: endOf(node, text), instead: empty };
}

function scalarMutants(path: Path, node: Scalar, source: Source): readonly Mutant[] {
  const { value } = node;
  const written = source.text.slice(startOf(node), rangeOf(node)[1]);
  const mutant = (change: Change, set: Json, instead: string): Mutant =>
    source.mutant(path, change, { set }, { from: startOf(node), to: rangeOf(node)[1], instead });
  const inner = source.formatAt(path);
  if (inner !== undefined && typeof value === "string")
    return inner.mutants(value).map(({ pointer, change, text }) => {
      const outer = mutant(change, text, rewritten(written, text));
      return { ...outer, pointer: outer.pointer + pointer };
    });
  if (typeof value === "string") return [mutant("changed", appended(value), extended(written, value))];
  if (typeof value === "number") return [mutant("changed", value + 1, String(value + 1))];
  if (typeof value === "boolean") return [mutant("flipped", !value, String(!value))];
  return [];
}

/** A scalar with a character more, its escapes untouched. */
const extended = (written: string, value: string): string =>
  /^["']/.test(written) ? `${appended(written.slice(0, -1))}${written.slice(-1)}` : rewritten(written, appended(value));

/** Another text in place of a scalar: a block stays a block. */
function rewritten(written: string, text: string): string {
  const [header = "", ...lines] = written.split("\n");
  if (!header.startsWith("|")) return JSON.stringify(text);
  const indent = /^ */.exec(lines.find((line) => line.trim() !== "") ?? "")?.[0] ?? "";
  const block = text.split("\n").map((line) => (line === "" ? "" : indent + line));
  return text.endsWith("\n") ? `|+\n${block.join("\n")}` : `|-\n${block.join("\n")}\n`;
}

const startOf = (node: unknown): number => rangeOf(node)[0];

/** Without the line end that a block takes with it. */
const endOf = (node: unknown, text: string): number => text.slice(0, rangeOf(node)[1]).trimEnd().length;

function rangeOf(node: unknown): readonly [start: number, end: number, ...rest: unknown[]] {
  if (!isNode(node) || !node.range) throw new Error("A key without a value, which the mutations cannot take away.");
  return node.range;
}
