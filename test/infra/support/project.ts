import { cp, mkdir, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { functions } from "../../../tools/functions.ts";
import { projectRoot, root } from "./files.ts";
import { stages } from "./stages.ts";

/** What a deployment reads, copied: SST writes types and state beside it, and tests plant mistakes in it. */
const COPIED = ["sst.config.ts", "infra", "package.json", "docs", "tools/functions.ts"];
/** What is only read, by links. */
const LINKED = ["packages", "functions", "node_modules", "openapi.json", ".build/sst"];

/** Makes the copy anew, with the stages of the suite. SST's platform, which takes long to fetch, stays. */
export async function freshProject(): Promise<void> {
  for (const path of ["sst.config.ts", "infra", "package.json", "docs", "tools", ".build", ".sst/artifacts", ...LINKED])
    await rm(projectRoot + path, { recursive: true, force: true });
  await mkdir(`${projectRoot}.build/functions`, { recursive: true });
  await mkdir(`${projectRoot}tools`, { recursive: true });
  await mkdir(`${root}.build/sst`, { recursive: true });
  for (const path of COPIED) await cp(root + path, projectRoot + path, { recursive: true });
  for (const path of LINKED) await symlink(root + path, projectRoot + path);
  for (const tool of await readdir(`${root}tools`))
    if (tool !== "functions.ts") await symlink(`${root}tools/${tool}`, `${projectRoot}tools/${tool}`);
  // Not by a link: what SST puts into an archive ends at one.
  for (const name of Object.keys(functions))
    await cp(`${root}.build/functions/${name}`, `${projectRoot}.build/functions/${name}`, { recursive: true });
  for (const [stage, settings] of Object.entries(stages))
    await writeFile(`${projectRoot}infra/stages/${stage}.json`, JSON.stringify(settings));
}

export interface Planting {
  /** File of the copy, from its root. */
  readonly file: string;
  readonly text: string;
  readonly by: string;
}

/** Changes one file of the copy for as long as `use` runs. Throws when the text to replace is not in it: nothing would be planted. */
export async function planted<T>({ file, text, by }: Planting, use: () => Promise<T>): Promise<T> {
  const path = projectRoot + file;
  const before = await readFile(path, "utf8");
  if (!before.includes(text)) throw new Error(`${file} does not contain ${JSON.stringify(text)}: nothing to plant.`);
  await writeFile(path, before.replace(text, by));
  try {
    return await use();
  } finally {
    await writeFile(path, before);
  }
}
