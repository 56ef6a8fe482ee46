// Builds each deployable function into .build/functions/<name>/: what local runs, tests measure and the cloud gets.
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build, type Metafile } from "esbuild";
import { bundleOptions } from "./bundle/options.ts";
import { type FunctionName, functionSource, functions } from "./functions.ts";

export { type FunctionName, functions } from "./functions.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Where the bundles are: `<name>/bundle.mjs`, and `<name>.meta.json` beside the folder. */
export const bundleRoot = `${root}.build/functions`;

/** Bundles one function. Answers esbuild's metafile. */
export async function buildFunction(name: FunctionName): Promise<Metafile> {
  const source = functionSource(name);
  const outdir = `${bundleRoot}/${name}`;
  await mkdir(outdir, { recursive: true });
  const { metafile, outputFiles } = await build({
    ...bundleOptions,
    absWorkingDir: root,
    entryPoints: [source.entry],
    outfile: `${outdir}/bundle.mjs`,
  });
  for (const { path, contents } of outputFiles) await replaceFile(path, contents);
  await replaceFile(`${bundleRoot}/${name}.meta.json`, JSON.stringify(metafile));
  for (const file of source.files ?? [])
    await replaceFile(`${outdir}/${file.replace(/^.*\//, "")}`, await readFile(`${root}${file}`));
  return metafile;
}

/** Whole or not at all: another process may be loading the file right now. */
async function replaceFile(path: string, contents: string | Uint8Array): Promise<void> {
  const fresh = `${path}.${process.pid}`;
  await writeFile(fresh, contents);
  await rename(fresh, path);
}

/** Builds all functions, in parallel. */
export async function buildAll(): Promise<void> {
  await Promise.all(Object.keys(functions).map((name) => buildFunction(name as FunctionName)));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildAll();
