import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseProofRecord } from "@latchkey/connectors/proof-record";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type ProofFindings, recordText, writeRecord } from "../proofs/harness/record.ts";

const found: ProofFindings = {
  connector: "gitlab",
  products: [{ name: "ruby", version: "3.1.2" }],
  proven: ["signs a user in"],
  settings: [{ baseUrl: "https://gitlab.example.com", label: '"date": "2020-01-01"' }],
  fingerprint: "0".repeat(64),
};

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "record-"));
  path = join(folder, "gitlab.json");
});
afterEach(() => rm(folder, { recursive: true }));

it("writes a record that the catalogue can read", async () => {
  expect(await writeRecord(path, found, "2026-11-21")).toBe(true);
  expect(parseProofRecord("gitlab", await readFile(path, "utf8"))).toEqual({ ...found, date: "2026-11-21" });
});

it("does not touch the file when the same is proven on another day", async () => {
  await writeRecord(path, found, "2026-11-21");
  const before = await stat(path);
  expect(await writeRecord(path, found, "2026-12-24")).toBe(false);
  expect((await stat(path)).mtimeMs).toBe(before.mtimeMs);
  expect(await readdir(folder)).toEqual(["gitlab.json"]);
});

it.each([
  ["another version of the product", { products: [{ name: "ruby", version: "3.4.0" }] }],
  ["another claim", { proven: ["signs a user in", "signs a user out"] }],
  ["other artifacts", { fingerprint: "1".repeat(64) }],
])("writes the new day with %s", async (_what, change) => {
  await writeRecord(path, found, "2026-11-21");
  expect(await writeRecord(path, { ...found, ...change }, "2026-12-24")).toBe(true);
  expect(JSON.parse(await readFile(path, "utf8"))).toEqual({ ...found, ...change, date: "2026-12-24" });
});

it("replaces what is no record", () => {
  const fresh = recordText(undefined, found, "2026-11-21");
  for (const old of ["", "{}", "no JSON", fresh.replace(/\n$/, ""), fresh.replace("2026-11-21", "yesterday")])
    expect(recordText(old, found, "2026-11-21")).toBe(fresh);
});
