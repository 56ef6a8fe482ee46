import { readFile } from "node:fs/promises";
import * as z from "zod/mini";

/**
 * Changes that leave a product working, for one reason: `<plan> <artifact> <pointer> <change>` each, in which `*` stands for any
 * characters but spaces. Every change that one of them names has to be there and to be harmless.
 */
export interface Harmless {
  readonly reason: string;
  readonly mutations: readonly string[];
}

const harmlessList = z.array(
  z.strictObject({
    reason: z.string().check(z.minLength(10)),
    mutations: z.array(z.string()).check(z.minLength(1)),
  }),
);

/** Reads `harmless.json` of a proof; empty when there is none. Throws for a list of another form or with a change listed twice. */
export async function readHarmless(path: string): Promise<readonly Harmless[]> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "[]";
    throw error;
  });
  const list = harmlessList.parse(JSON.parse(text));
  const all = list.flatMap(({ mutations }) => mutations);
  const twice = all.find((mutation, index) => all.indexOf(mutation) !== index);
  if (twice !== undefined) throw new Error(`${path} lists ${twice} twice.`);
  return list;
}

/** Whether a line of the list names this change. */
export const names = (line: string, mutation: string): boolean =>
  new RegExp(`^${line.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replaceAll("*", "[^ ]*")}$`).test(mutation);
