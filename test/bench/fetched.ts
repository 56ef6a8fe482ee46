import { execFile } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

/** Where everything of the benchmark is that is made on the way. */
export const benchRoot = fileURLToPath(new URL("../../.build/bench", import.meta.url));

/** The runtime that is deployed. Not a dependency: 190 MB that nothing but the benchmark needs. */
const NODE = "24.21.0";
/** AWS's own runtime loop of Node functions. Its native client is not built (see `lambdaLoop`). */
const RUNTIME_CLIENT = "4.0.2";

/** The package `node` gets the binary of the platform in a script of its installation; nothing else runs one. */
const ALLOWED = { node: true };

/** A Node to measure on. */
export interface Runtime {
  readonly name: string;
  readonly path: string;
  /** Whether it is the one that is deployed, on which the gates hold. */
  readonly deployed: boolean;
}

/** The deployed Node, and the one that runs this. Fetches the first from the package registry when it is not there yet. */
export async function runtimes(onProgress: (text: string) => void): Promise<readonly Runtime[]> {
  const folder = `${benchRoot}/node-${NODE}`;
  await fetched(folder, `node@${NODE}`, [], onProgress);
  const deployed = { name: `Node ${NODE}`, path: `${folder}/node_modules/node/bin/node`, deployed: true };
  const current = { name: `Node ${process.versions.node}`, path: process.execPath, deployed: false };
  return process.versions.node === NODE ? [deployed] : [deployed, current];
}

/** The path of the Lambda loop, with a client of its runtime API in JavaScript in the place of the native one. */
export async function lambdaLoop(onProgress: (text: string) => void): Promise<string> {
  const folder = `${benchRoot}/runtime-client-${RUNTIME_CLIENT}`;
  await fetched(folder, `aws-lambda-ric@${RUNTIME_CLIENT}`, ["--ignore-scripts"], onProgress);
  const source = await readFile(`${folder}/node_modules/aws-lambda-ric/index.mjs`, "utf8");
  const native = 'cjsRequire("./rapid-client.node")';
  if (!source.includes(native))
    throw new Error(`aws-lambda-ric ${RUNTIME_CLIENT} loads its native client in another way`);
  const loop = `${folder}/loop.mjs`;
  await writeFile(loop, source.replace(native, 'cjsRequire("./client.cjs")'));
  await writeFile(`${folder}/client.cjs`, await readFile(new URL("./children/runtime-client.cjs", import.meta.url)));
  return loop;
}

async function fetched(
  folder: string,
  what: string,
  options: readonly string[],
  onProgress: (text: string) => void,
): Promise<void> {
  const done = `${folder}/fetched`;
  if ((await readFile(done, "utf8").catch(() => "")) === what) return;
  onProgress(`Fetching ${what}`);
  await mkdir(folder, { recursive: true });
  await writeFile(`${folder}/package.json`, JSON.stringify({ private: true, allowScripts: ALLOWED }));
  const npm = ["install", "--no-audit", "--no-fund", "--no-save", ...options, what];
  await promisify(execFile)("npm", npm, { cwd: folder });
  await writeFile(done, what);
}
