import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { PartName, PartResult } from "./part.ts";
import { report } from "./report.ts";

const PAGE = fileURLToPath(new URL("../../docs/performance.md", import.meta.url));

/** Between these lines of the page stands what a part has measured. */
const begin = (part: PartName): string => `<!-- bench ${part} -->`;
const END = "<!-- end -->";

/** Puts what was measured into docs/performance.md, in the place of what stood there. Throws when a part has no place there. */
export async function writeDocs(results: Readonly<Partial<Record<PartName, PartResult>>>): Promise<void> {
  let page = await readFile(PAGE, "utf8");
  // Only parts are named in the results.
  for (const [part, result] of Object.entries(results) as [PartName, PartResult][])
    page = replaced(page, begin(part), report(result));
  await writeFile(PAGE, page);
}

function replaced(page: string, mark: string, text: string): string {
  const from = page.indexOf(mark);
  const to = page.indexOf(END, from);
  if (from < 0 || to < 0) throw new Error(`docs/performance.md has no place for this: ${mark} and ${END} after it`);
  return `${page.slice(0, from + mark.length)}\n\n${text}\n\n${page.slice(to)}`;
}
