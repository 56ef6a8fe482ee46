import { readFile, rename, writeFile } from "node:fs/promises";
import type { JsonObject } from "@latchkey/core/json";
import type { Product } from "./proof.ts";

/**
 * What a proof has found. Its record, which `@latchkey/connectors/proof-record` reads, adds the day (`YYYY-MM-DD`, UTC) on which this
 * was found first: proving the same again does not change it.
 */
export interface ProofFindings {
  readonly connector: string;
  readonly products: readonly Product[];
  /** Sentences without full stop. */
  readonly proven: readonly string[];
  /** What was registered for it. */
  readonly settings: readonly JsonObject[];
  /** Of the connector with these settings. */
  readonly fingerprint: string;
}

/** The text that the record's file should have: the old one when nothing but the day is new. */
export function recordText(old: string | undefined, found: ProofFindings, today: string): string {
  const textOn = (date: string): string => `${JSON.stringify({ ...found, date }, null, 2)}\n`;
  const since = old === undefined ? undefined : /^ {2}"date": "(\d{4}-\d{2}-\d{2})"$/m.exec(old)?.[1];
  return since !== undefined && textOn(since) === old ? old : textOn(today);
}

/** Writes the record if it is new or says something else than before; answers whether it did. */
export async function writeRecord(path: string, found: ProofFindings, today: string): Promise<boolean> {
  const old = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  const text = recordText(old, found, today);
  if (text === old) return false;
  await writeFile(`${path}.new`, text);
  await rename(`${path}.new`, path);
  return true;
}
