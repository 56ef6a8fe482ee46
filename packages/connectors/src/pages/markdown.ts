/** A cell of a table: one line, in which `|` ends nothing (GitHub Flavored Markdown, 4.10). */
const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ");

/** A table with a heading row. */
export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => "---"), ...rows].map((row) => `| ${row.map(cell).join(" | ")} |`).join("\n");

/** Text as code within a line: the fence is longer than any run of backticks in it (CommonMark 0.31, 6.1). */
export const code = (text: string): string => {
  const fence = fenceAround(text, "`");
  const pad = text.startsWith("`") || text.endsWith("`") ? " " : "";
  return fence + pad + text + pad + fence;
};

/** Lines of code in a language. */
export const codeBlock = (language: string, text: string): string => {
  const fence = fenceAround(text, "```");
  return `${fence}${language}\n${text.trimEnd()}\n${fence}`;
};

/** Sentences that are no markup: what would be a tag or an entity of HTML is shown as it is. */
const plain = (text: string): string => text.replace(/&(?=#?\w+;)/g, "&amp;").replaceAll("<", "&lt;");

/** A list of sentences without markup. */
export const bullets = (items: readonly string[]): string => items.map((item) => `- ${plain(item)}`).join("\n");

/** A numbered list of sentences without markup. */
export const steps = (items: readonly string[]): string =>
  items.map((item, index) => `${index + 1}. ${plain(item)}`).join("\n");

function fenceAround(text: string, shortest: string): string {
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map(({ length }) => length));
  return "`".repeat(Math.max(shortest.length, longest + 1));
}
