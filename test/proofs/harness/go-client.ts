import { execFile } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { type ClientProcess, startClient } from "./client-process.ts";

const run = promisify(execFile);
const BUILD_WITHIN_MS = 15 * 60_000;
const programs = fileURLToPath(new URL("../../../.build/proofs/bin", import.meta.url));

/**
 * Builds the Go program of the module in `folder` and starts it. Go's own caches make the second build a matter of seconds. Throws
 * what the compiler says.
 */
export async function startGoClient(name: string, folder: string): Promise<ClientProcess> {
  const program = join(programs, name);
  await run("go", ["build", "-trimpath", "-buildvcs=false", "-o", program, "."], {
    cwd: folder,
    // No C compiler is needed, and a surrounding Go workspace does not matter.
    env: { ...process.env, CGO_ENABLED: "0", GOWORK: "off" },
    timeout: BUILD_WITHIN_MS,
  });
  return startClient({ command: program, args: [], cwd: folder });
}
