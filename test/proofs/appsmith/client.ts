import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { ClientFailure } from "../harness/client-errors.ts";
import { type ClientProcess, startClient } from "../harness/client-process.ts";

const source = fileURLToPath(new URL("client/", import.meta.url));
const target = fileURLToPath(new URL("../../../.build/proofs/appsmith/", import.meta.url));
const STAMP = join(target, "built-from");
const BUILD_WITHIN_MS = 300_000;
const run = promisify(execFile);

/** Builds the Java program unless it has been built from these very sources, and starts it. */
export async function startAppsmithClient(): Promise<ClientProcess> {
  const wanted = await sourceHash();
  const built = await readFile(STAMP, "utf8").catch(() => "");
  if (built !== wanted) await build(wanted);
  return startClient({
    command: "java",
    // Most of its life is start-up, for which the second compiler costs more than it saves.
    args: ["-XX:TieredStopAtLevel=1", "-cp", ["classes", "lib/*"].join(delimiter), "latchkey.appsmith.Main"],
    cwd: target,
  });
}

async function sourceHash(): Promise<string> {
  const entries = await readdir(source, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const hash = createHash("sha256");
  for (const path of paths.sort()) hash.update(`${path.slice(source.length)}\0`).update(await readFile(path));
  return hash.digest("hex");
}

/** From nothing, because Maven leaves libraries of earlier versions where they are. */
async function build(stamp: string): Promise<void> {
  await rm(target, { recursive: true, force: true });
  try {
    await run("mvn", ["-B", "-q", "-Dstyle.color=never", "process-classes"], { cwd: source, timeout: BUILD_WITHIN_MS });
  } catch (error) {
    // Parse boundary: execFile adds what the command printed to its error; Maven reports on standard output.
    const { stdout, message } = error as Error & { readonly stdout?: string };
    throw new ClientFailure(`Maven does not build the client: ${stdout?.trim() || message}`);
  }
  await writeFile(STAMP, stamp);
}
