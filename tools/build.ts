// Builds each deployable function into .build/functions/<name>/: what local runs, tests measure and the cloud gets.
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { builtinModules } from "node:module";
import { fileURLToPath } from "node:url";
import { build, type Metafile, type Plugin } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));

interface FunctionSource {
  readonly entry: string;
  /** Files that stand beside the bundle, read when they are asked for. */
  readonly files?: readonly string[];
}

/** Function name -> what it is built from. The name is also the folder of its bundle. */
export const functions = {
  read: { entry: "functions/api/read.ts", files: ["openapi.json", "packages/contract/docs.html"] },
  write: { entry: "functions/api/write.ts" },
  reveal: { entry: "functions/api/reveal.ts" },
  reconcile: { entry: "functions/reconcile/reconcile.ts" },
} as const satisfies Record<string, FunctionSource>;

export type FunctionName = keyof typeof functions;

/** Where the bundles are: `<name>/bundle.mjs`, and `<name>.meta.json` beside the folder. */
export const bundleRoot = `${root}.build/functions`;

/**
 * Node's built-ins through `process.getBuiltinModule`: an ESM import of `node:http` makes Node 22 and 24 evaluate every lazy
 * export of it, undici among them, at 19 to 30 ms per cold start.
 */
const requiredBuiltins: Plugin = {
  name: "required-builtins",
  setup(plugin) {
    const names = builtinModules.filter((name) => !name.startsWith("_")).join("|");
    plugin.onResolve({ filter: new RegExp(`^(node:)?(${names})$`) }, ({ path }) => ({
      path: path.replace(/^node:/, ""),
      namespace: "builtin",
    }));
    plugin.onLoad({ filter: /.*/, namespace: "builtin" }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule("node:${path}")`,
      loader: "js",
    }));
  },
};

/** Every client is given its credentials: the SDK's chain of SSO, STS, files and metadata is 130 KB and 10 ms of nothing. */
const leanCredentials: Plugin = {
  name: "lean-credentials",
  setup(plugin) {
    plugin.onResolve({ filter: /^@aws-sdk\/credential-provider-node$/ }, () => ({
      path: `${root}packages/aws/src/credentials.ts`,
    }));
  },
};

/** Bundles one function. Answers esbuild's metafile. */
export async function buildFunction(name: FunctionName): Promise<Metafile> {
  const source: FunctionSource = functions[name];
  const outdir = `${bundleRoot}/${name}`;
  await mkdir(outdir, { recursive: true });
  const { metafile, outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [source.entry],
    outfile: `${outdir}/bundle.mjs`,
    bundle: true,
    write: false,
    minify: true,
    platform: "node",
    target: "node22",
    format: "esm",
    mainFields: ["module", "main"],
    legalComments: "none",
    metafile: true,
    plugins: [requiredBuiltins, leanCredentials],
    logLevel: "warning",
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
