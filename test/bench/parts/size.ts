import { readFile } from "node:fs/promises";
import type { Metafile } from "esbuild";
import { BUDGETS, contents } from "../bundle-size.ts";
import { FUNCTION_NAMES } from "../bundles.ts";
import type { Gate, Part, PartContext, PartResult, Row } from "../part.ts";

/** Bytes of each bundle, and what is inside, from esbuild's metafile. */
export const size: Part = { name: "size", summary: "bytes of the bundles, and what is inside", run };

async function run({ bundles }: PartContext): Promise<PartResult> {
  const rows: Row[] = [];
  const gates: Gate[] = [];
  for (const name of FUNCTION_NAMES) {
    // What esbuild wrote.
    const metafile = JSON.parse(await readFile(`${bundles}/${name}.meta.json`, "utf8")) as Metafile;
    const { bytes, parts, imports, undici, copies } = contents(metafile);
    rows.push({ function: name, bytes, budget: BUDGETS[name], ...parts });
    gates.push(
      { name: `bytes of ${name}`, measured: bytes, limit: BUDGETS[name], noisy: false },
      { name: `imports of ${name}`, measured: imports.length, limit: 0, noisy: false },
      { name: `undici and second copies in ${name}`, measured: undici.length + copies.length, limit: 0, noisy: false },
    );
  }
  const table = { title: "Bundles", note: "Minified bytes, and whose they are.", rows };
  return { tables: [table], gates };
}
