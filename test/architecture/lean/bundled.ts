import { mkdir, rm, writeFile } from "node:fs/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import { bundleOptions } from "../../../tools/bundle/options.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));

/** Bundles `entry`, a file of this folder, as functions are bundled (`lean`) or with the whole SDK, and answers what it exports. */
export async function bundled<T>(entry: string, kind: "lean" | "whole"): Promise<T> {
  const folder = `${root}.build/${kind}/${process.pid}`;
  const file = `${folder}/${entry.replace(/\.ts$/, ".mjs")}`;
  const { outputFiles } = await build({
    ...bundleOptions,
    ...(kind === "whole" && { plugins: [] }),
    absWorkingDir: root,
    entryPoints: [`test/architecture/lean/${entry}`],
    outfile: file,
  });
  await mkdir(folder, { recursive: true });
  for (const { contents } of outputFiles) await writeFile(file, contents);
  try {
    // It exports what the entry exports.
    return (await import(pathToFileURL(file).href)) as T;
  } finally {
    await rm(folder, { recursive: true });
  }
}
