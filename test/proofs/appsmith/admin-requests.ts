import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { Artifact } from "@latchkey/core/payload";
import { ClientFailure, ProductRefusal } from "../harness/client-errors.ts";
import { artifactNamed } from "../harness/proof.ts";

const RUN_WITHIN_MS = 20_000;
/** The exit statuses of a shell that does not find a command, and of curl when the server answers with an error. */
const COMMAND_NOT_FOUND = 127;
const HTTP_ERROR = 22;

/**
 * Follows the steps of the admin API in an empty folder, with the shell and curl: signs in, sends the requests. Appsmith is asked at this
 * port instead of its own. Throws `ProductRefusal` when Appsmith does not take a request.
 */
export async function runAdminRequests(port: number, artifacts: readonly Artifact[], password: string): Promise<void> {
  const [settings, request] = ["admin-settings.json", "admin-request"].map((name) => artifactNamed(artifacts, name));
  if (settings === undefined || request === undefined) throw new Error("the admin API has two artifacts");
  const folder = await mkdtemp(join(tmpdir(), "latchkey-appsmith-"));
  try {
    await writeFile(join(folder, settings.fileName), settings.body);
    await writeFile(join(folder, request.fileName), request.body);
    await writeFile(join(folder, "password.txt"), password);
    // What curl reads from its user's home.
    await writeFile(join(folder, ".curlrc"), `connect-to = "::127.0.0.1:${port}"\nnoproxy = "*"\n`);
    await shell(folder, commandIn(request, "sign in: "));
    await shell(folder, `sh ${request.fileName}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The command that a step ends with. */
function commandIn({ name, nextSteps }: Artifact, before: string): string {
  const step = nextSteps.find((each) => each.includes(before));
  if (step === undefined) throw new Error(`no step of ${name} says ${before}`);
  return step.slice(step.indexOf(before) + before.length);
}

async function shell(folder: string, command: string): Promise<void> {
  const child = spawn("sh", ["-c", command], {
    cwd: folder,
    env: { PATH: process.env["PATH"], HOME: folder },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: RUN_WITHIN_MS,
  });
  // "close" comes when both outputs have ended too.
  const [[code], printed, complaint] = await Promise.all([
    once(child, "close"),
    text(child.stdout),
    text(child.stderr),
  ]);
  const said = `${complaint}${printed}`.trim();
  if (code === COMMAND_NOT_FOUND) throw new ClientFailure(`The admin API is proven with curl: ${said}`);
  if (code === HTTP_ERROR) throw new ProductRefusal(said);
  if (code !== 0) throw new Error(`${command.slice(0, 40)} ended with ${String(code)}: ${said}`);
}
