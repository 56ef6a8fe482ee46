import { existsSync, readFileSync } from "node:fs";
import * as z from "zod/mini";
import type { DefinedConnector } from "./define.ts";
import type { ProofSummary } from "./description.ts";
import { fingerprint } from "./fingerprint.ts";

const text = z.string().check(z.minLength(1));

const recordSchema = z.strictObject({
  connector: text,
  products: z.array(z.strictObject({ name: text, version: text })).check(z.minLength(1)),
  proven: z.array(text).check(z.minLength(1)),
  settings: z.array(z.record(z.string(), z.unknown())).check(z.minLength(1)),
  fingerprint: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
  date: z.string().check(z.regex(/^20\d\d-[01]\d-[0-3]\d$/)),
});

/** What the last proof of a connector has found: `proofs/<id>.json`, written by `npm run proofs` and by nobody else. */
export type ProofRecord = z.output<typeof recordSchema>;

/** The record of a connector, undefined when there is none. Throws for one that is no record. Build time only: it reads a file. */
export function readProofRecord(id: string): ProofRecord | undefined {
  const file = new URL(`../proofs/${id}.json`, import.meta.url);
  return existsSync(file) ? parseProofRecord(id, readFileSync(file, "utf8")) : undefined;
}

/** The record in a file's text. Throws what is wrong with it. */
export function parseProofRecord(id: string, json: string): ProofRecord {
  const { success, data, error } = recordSchema.safeParse(JSON.parse(json));
  if (!success) throw new Error(`the proof record of ${id} is none; run npm run proofs: ${z.prettifyError(error)}`);
  if (data.connector !== id) throw new Error(`the proof record of ${id} is that of ${data.connector}`);
  return data;
}

/** What a record says of the connector as it is now: nothing, if the connector writes something else by now. */
export function proofOf(connector: DefinedConnector, record: ProofRecord | undefined): ProofSummary | null {
  if (record === undefined || !speaksFor(record, connector)) return null;
  const { products, proven, date } = record;
  return { products, proven, date, fingerprint: record.fingerprint };
}

function speaksFor({ settings, fingerprint: then }: ProofRecord, connector: DefinedConnector): boolean {
  // Settings that are refused by now were proven for an earlier connector.
  return settings.every((each) => connector.parse(each).ok) && fingerprint(connector, settings) === then;
}
