import { existsSync, readdirSync, readFileSync } from "node:fs";
import { parseSettings } from "./parse-settings.ts";
import type { Settings } from "./settings.ts";

/** Where stages are described, from the folder of sst.config.ts. */
const FOLDER = "infra/stages";

/**
 * Reads `infra/stages/<stage>.json`. Throws an error that names the file and each wrong field, or the stages there are: a stage without
 * a file would make a user pool that nobody asked for.
 */
export function readSettings(stage: string, root = process.cwd()): Settings {
  const path = `${FOLDER}/${stage}.json`;
  if (!existsSync(`${root}/${path}`)) {
    const known = readdirSync(`${root}/${FOLDER}`).map((file) => file.replace(/\.json$/, ""));
    throw new Error(
      `There is no ${path}. Stages that are described: ${known.join(", ")}. docs/deploy.md says what goes in.`,
    );
  }
  return parseSettings(stage, path, readFileSync(`${root}/${path}`, "utf8"));
}
