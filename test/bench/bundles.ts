import { mkdir, readFile, writeFile } from "node:fs/promises";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { bundleOptions } from "../../tools/bundle/options.ts";
import { type FunctionName, functionSource, functions } from "../../tools/functions.ts";
import { benchRoot } from "./fetched.ts";
import { PLANTS, type PlantName } from "./plants.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** The names of all functions. */
export const FUNCTION_NAMES: readonly FunctionName[] = names(functions);

/**
 * Bundles functions as `tools/build.ts` does, into a folder of the benchmark, so that nobody's build replaces what is measured.
 * `plant` builds a cost into them. Answers the folder: `<name>/bundle.mjs`, and `<name>.meta.json` beside it.
 */
export async function buildBundles(plant?: PlantName, only: readonly FunctionName[] = FUNCTION_NAMES): Promise<string> {
  const folder = `${benchRoot}/${plant === undefined ? "functions" : `planted-${plant}`}`;
  await Promise.all(only.map((name) => buildBundle(folder, name, plant)));
  return folder;
}

async function buildBundle(folder: string, name: FunctionName, plant: PlantName | undefined): Promise<void> {
  const { entry, files = [] } = functionSource(name);
  const outdir = `${folder}/${name}`;
  await mkdir(outdir, { recursive: true });
  const options = {
    ...bundleOptions,
    write: true,
    absWorkingDir: root,
    entryPoints: [entry],
    outfile: `${outdir}/bundle.mjs`,
  };
  const { metafile } = await build(plant === undefined ? options : PLANTS[plant].into(options));
  await writeFile(`${folder}/${name}.meta.json`, JSON.stringify(metafile));
  for (const file of files) await copyInto(outdir, file);
}

async function copyInto(outdir: string, file: string): Promise<void> {
  await writeFile(`${outdir}/${basename(file)}`, await readFile(`${root}${file}`));
}

function names(table: Readonly<Record<FunctionName, unknown>>): readonly FunctionName[] {
  // Object.keys knows no more of its argument than that it has keys.
  return Object.keys(table) as FunctionName[];
}
