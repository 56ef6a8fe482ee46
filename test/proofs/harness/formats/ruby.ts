import * as prism from "@ruby/prism";
import type { Change, MutableFormat, Mutant } from "../mutations.ts";
import { appended } from "./values.ts";

type ParseRuby = Awaited<ReturnType<typeof prism.loadPrism>>;

/**
 * Ruby settings: assignments `name['key'] = literal`, as in gitlab.rb. Pointers begin with the key. A literal may call methods on
 * texts, as in `File.read("path").strip`; the text is the value then. Mutants throw for anything else. Loads the Ruby parser.
 */
export async function ruby(): Promise<MutableFormat> {
  const parseRuby = await prism.loadPrism();
  return { mutants: (text) => mutantsOf(parseRuby, text) };
}

/** Replaces the bytes from `start` to `end`; offsets of the parser count bytes of UTF-8. */
type Splice = (start: number, end: number, text: string) => string;

interface Source {
  readonly splice: Splice;
  readonly slice: (node: prism.Node) => string;
}

function mutantsOf(parseRuby: ParseRuby, text: string): readonly Mutant[] {
  const bytes = Buffer.from(text);
  const result = parseRuby(text);
  const [problem] = [...result.errors, ...result.warnings];
  if (problem !== undefined) throw new Error(`No Ruby: ${problem.message}`);
  const source: Source = {
    splice: (start, end, instead) =>
      Buffer.concat([bytes.subarray(0, start), Buffer.from(instead), bytes.subarray(end)]).toString(),
    slice: ({ location }) => bytes.subarray(location.startOffset, endOf(location)).toString(),
  };
  return result.value.statements.body.flatMap((statement) => {
    const [key, value] = assignmentOf(statement);
    const dropped = source.splice(statement.location.startOffset, endOf(statement.location), "");
    return [{ pointer: `/${key}`, change: "dropped", text: dropped }, ...mutantsAt(`/${key}`, value, source)];
  });
}

function assignmentOf(node: prism.Node): readonly [key: string, value: prism.Node] {
  const [key, value] = node instanceof prism.CallNode && node.name === "[]=" ? argumentsOf(node) : [];
  if (!(key instanceof prism.StringNode) || value === undefined)
    throw new Error(`${node.constructor.name} is no assignment to a setting`);
  return [key.unescaped.value, value];
}

function mutantsAt(pointer: string, node: prism.Node, source: Source): readonly Mutant[] {
  if (node instanceof prism.StringNode) return [changedString(pointer, node, source)];
  if (node instanceof prism.TrueNode) return [replaced(pointer, "flipped", node, "false", source)];
  if (node instanceof prism.FalseNode) return [replaced(pointer, "flipped", node, "true", source)];
  if (node instanceof prism.NilNode) return [];
  if (node instanceof prism.IntegerNode)
    return [replaced(pointer, "changed", node, `${source.slice(node)} + 1`, source)];
  if (node instanceof prism.ArrayNode) return mutantsOfList(pointer, node, source);
  if (node instanceof prism.HashNode) return mutantsOfHash(pointer, node, source);
  if (node instanceof prism.ConstantReadNode) return [];
  if (node instanceof prism.CallNode)
    return [...(node.receiver === null ? [] : [node.receiver]), ...argumentsOf(node)].flatMap((part) =>
      mutantsAt(pointer, part, source),
    );
  throw new Error(`${pointer}: ${node.constructor.name} is no literal`);
}

function changedString(pointer: string, node: prism.StringNode, { splice }: Source): Mutant {
  const { closingLoc } = node;
  if (closingLoc === null) throw new Error(`${pointer}: a text without quotes`);
  return { pointer, change: "changed", text: splice(closingLoc.startOffset, closingLoc.startOffset, appended("")) };
}

const replaced = (pointer: string, change: Change, { location }: prism.Node, text: string, source: Source): Mutant => ({
  pointer,
  change,
  text: source.splice(location.startOffset, endOf(location), text),
});

function mutantsOfList(pointer: string, node: prism.ArrayNode, source: Source): readonly Mutant[] {
  return node.elements.flatMap((element, index) => [
    replaced(`${pointer}/${index}`, "dropped", node, `[${others(node.elements, index, source)}]`, source),
    ...mutantsAt(`${pointer}/${index}`, element, source),
  ]);
}

function mutantsOfHash(pointer: string, node: prism.HashNode, source: Source): readonly Mutant[] {
  return node.elements.flatMap((entry, index) => {
    if (!(entry instanceof prism.AssocNode) || !(entry.key instanceof prism.SymbolNode))
      throw new Error(`${pointer}: a key is no symbol`);
    const at = `${pointer}/${entry.key.unescaped.value}`;
    return [
      replaced(at, "dropped", node, `{${others(node.elements, index, source)}}`, source),
      ...mutantsAt(at, entry.value, source),
    ];
  });
}

const others = (nodes: readonly prism.Node[], without: number, { slice }: Source): string =>
  nodes.toSpliced(without, 1).map(slice).join(", ");

const endOf = ({ startOffset, length }: prism.Location): number => startOffset + length;

// oxlint-disable-next-line no-underscore-dangle -- these are the parser's own names
const argumentsOf = (node: prism.CallNode): readonly prism.Node[] => node.arguments_?.arguments_ ?? [];
