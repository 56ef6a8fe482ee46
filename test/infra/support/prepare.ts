import { existsSync } from "node:fs";
import { projectRoot } from "./files.ts";
import { runOffline } from "./offline.ts";
import { freshProject } from "./project.ts";

/** Copies the deployable part of the repository and fetches what SST needs, once; afterwards nothing here uses a network. */
export async function setup(): Promise<void> {
  await freshProject();
  const ready = ["node_modules/@pulumi/aws", "node_modules/@pulumi/random"].every((path) =>
    existsSync(`${projectRoot}.sst/platform/${path}`),
  );
  if (ready && existsSync(`${projectRoot}.build/sst/node_modules/.bin/sst`)) return;
  const { code, output } = await runOffline(["npm", "run", "sst", "--", "install", "--stage", "dev"]);
  if (code !== 0) throw new Error(`SST could not be fetched:\n${output}`);
}
