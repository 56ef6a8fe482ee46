import { readFile } from "node:fs/promises";
import { parseSettings } from "../../../infra/settings/parse-settings.ts";
import { type StackView, stackView } from "../checks/stack-view.ts";
import { projectRoot } from "./files.ts";
import { runOffline } from "./offline.ts";

/** SST's own command, without npm and the build before it. */
export const sst = (...args: readonly string[]): [string, ...string[]] => [
  `${projectRoot}.build/sst/node_modules/.bin/sst`,
  ...args,
];

/** Runs the real `sst diff` for a stage and answers what its components asked for. Throws with the CLI's output when it fails. */
export async function synthesise(stage: string): Promise<StackView> {
  const { code, output, report } = await runOffline(sst("diff", "--stage", stage));
  if (code !== 0 || report === undefined)
    throw new Error(`sst diff --stage ${stage} ended with ${code}:\n${output}\n${report?.failures.join("\n") ?? ""}`);
  const path = `infra/stages/${stage}.json`;
  return stackView(parseSettings(stage, path, await readFile(projectRoot + path, "utf8")), report);
}
