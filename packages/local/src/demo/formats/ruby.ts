import * as prism from "@ruby/prism";
import type { Data, DataMap } from "./data.ts";

/** The official parser of Ruby. */
export type ParseRuby = Awaited<ReturnType<typeof prism.loadPrism>>;

/** The settings of gitlab.rb: assignments `gitlab_rails['key'] = literal`, and nothing else. */
export function readRubySettings(
  parseRuby: ParseRuby,
  source: string,
  files: Readonly<Record<string, string>> = {},
): DataMap {
  const result = parseRuby(source);
  const problems = [...result.errors, ...result.warnings, ...result.magicComments];
  if (problems.length > 0 || result.dataLoc !== null) throw new Error(`not plain Ruby: ${JSON.stringify(problems)}`);
  const settings = new Map<string, Data>();
  for (const statement of result.value.statements.body) {
    const [key, value] = assignmentOf(statement);
    if (settings.has(key)) throw new Error(`${key} is assigned twice`);
    settings.set(key, literalOf(value, files));
  }
  return Object.fromEntries(settings);
}

function assignmentOf(node: prism.Node): readonly [key: string, value: prism.Node] {
  const [key, value] = node instanceof prism.CallNode && node.name === "[]=" ? argumentsOf(node) : [];
  const receiver = node instanceof prism.CallNode ? node.receiver : null;
  const isSettings =
    receiver instanceof prism.CallNode && receiver.name === "gitlab_rails" && receiver.receiver === null;
  if (!isSettings || !(key instanceof prism.StringNode) || value === undefined)
    throw new Error(`${node.constructor.name} is no assignment to gitlab_rails`);
  return [key.unescaped.value, value];
}

function literalOf(node: prism.Node, files: Readonly<Record<string, string>>): Data {
  if (node instanceof prism.StringNode) return stringOf(node);
  if (node instanceof prism.TrueNode) return true;
  if (node instanceof prism.FalseNode) return false;
  if (node instanceof prism.NilNode) return null;
  if (node instanceof prism.ArrayNode) return node.elements.map((element) => literalOf(element, files));
  if (node instanceof prism.HashNode) return hashOf(node, files);
  if (node instanceof prism.CallNode && node.name === "strip") return fileOf(node, files);
  throw new Error(`${node.constructor.name} is no literal`);
}

function stringOf(node: prism.StringNode): string {
  const { value, validEncoding } = node.unescaped;
  if (!validEncoding) throw new Error("a string is not UTF-8");
  return value;
}

function hashOf(node: prism.HashNode, files: Readonly<Record<string, string>>): DataMap {
  const hash = new Map<string, Data>();
  for (const entry of node.elements) {
    if (!(entry instanceof prism.AssocNode) || !(entry.key instanceof prism.SymbolNode))
      throw new Error("a key is no symbol");
    const key = entry.key.unescaped.value;
    if (hash.has(key)) throw new Error(`${key} is there twice`);
    hash.set(key, literalOf(entry.value, files));
  }
  return Object.fromEntries(hash);
}

/** `File.read("path").strip`, the only call that an artifact may make. */
function fileOf(node: prism.CallNode, files: Readonly<Record<string, string>>): string {
  const read = node.receiver;
  const isRead = read instanceof prism.CallNode && read.name === "read" && argumentsOf(node).length === 0;
  const constant = isRead ? read.receiver : null;
  const [path, ...more] = isRead ? argumentsOf(read) : [];
  if (!(constant instanceof prism.ConstantReadNode) || constant.name !== "File" || more.length > 0)
    throw new Error("a call other than File.read");
  const content = path instanceof prism.StringNode ? files[stringOf(path)] : undefined;
  if (content === undefined) throw new Error("a file that is not there");
  return content.trim();
}

// oxlint-disable-next-line no-underscore-dangle -- these are the parser's own names
const argumentsOf = (node: prism.CallNode): readonly prism.Node[] => node.arguments_?.arguments_ ?? [];
