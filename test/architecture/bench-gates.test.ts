import { readFile } from "node:fs/promises";
import type { Metafile } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bundleRoot } from "../../tools/build.ts";
import type { FunctionName } from "../../tools/functions.ts";
import { BUDGETS, contents } from "../bench/bundle-size.ts";
import { buildBundles, FUNCTION_NAMES } from "../bench/bundles.ts";
import { FLOWS } from "../bench/flows.ts";
import type { PlantName } from "../bench/plants.ts";
import { type Growing, type Populated, populate, type Usage } from "../bench/populated.ts";
import { type Recording, recordCases } from "../bench/recording.ts";

const metafileOf = async (folder: string, name: FunctionName): Promise<Metafile> =>
  JSON.parse(await readFile(`${folder}/${name}.meta.json`, "utf8")) as Metafile;

/** What each request that people wait for asks of AWS. */
const asked = ({ cases }: Recording) => cases.map(({ name, calls, levels }) => ({ name, calls: calls.length, levels }));

const flowNames = FLOWS.map(({ name }) => name);
const wanted = FLOWS.map(({ name, calls, levels }) => ({ name, calls, levels }));
const byName = (one: { readonly name: string }, other: { readonly name: string }) => (one.name < other.name ? -1 : 1);

describe("what a request asks of AWS", () => {
  it("is as many calls, in as many round trips, as the gates allow", async () => {
    const recording = await recordCases(bundleRoot, flowNames);
    expect(asked(recording).toSorted(byName)).toEqual(wanted.toSorted(byName));
  });

  it.each(["extra-call", "scan"] as const)("is more when somebody plants a cost: %s", async (plant) => {
    const folder = await buildBundles(plant, ["read", "write", "reveal"]);
    const recording = await recordCases(folder, flowNames);
    for (const { name, calls } of asked(recording))
      expect(calls, name).toBeGreaterThan(FLOWS.find((flow) => flow.name === name)!.calls);
  });
});

describe("growth", () => {
  /** Both hold more than the pages of their lists. */
  const COUNTS = [300, 900] as const;
  let tables: readonly Populated[];

  beforeAll(async () => {
    tables = [await populate(COUNTS[0], bundleRoot), await populate(COUNTS[1], bundleRoot)];
  });
  afterAll(async () => {
    for (const table of tables) await table.close();
  });

  const usages = async (table: Populated): Promise<ReadonlyMap<string, Usage>> => {
    const found = new Map<string, Usage>();
    for (const request of table.requests) found.set(request.name, await table.usage(request));
    return found;
  };

  it("changes neither the calls of a request nor the items that it reads", async () => {
    const [few, many] = [await usages(tables[0]!), await usages(tables[1]!)];
    const figures = (all: ReadonlyMap<string, Usage>) =>
      [...all].map(([name, { calls, items }]) => ({ name, calls: calls.toSorted(), items }));
    expect(figures(many)).toEqual(figures(few));
    expect(many.get("list, page at nine tenths")).toMatchObject({ calls: ["Query"], items: 20 });
    expect(many.get("get")).toMatchObject({ calls: ["GetItem"], items: 1 });
  });

  it("shows in the items that a planted scan reads", async () => {
    const folder = await buildBundles("scan", ["read", "write", "reveal", "pre-token-generation", "reconcile"]);
    const planted = await populate(50, folder);
    try {
      const request = planted.requests.find(({ name }: Growing) => name === "get")!;
      expect((await planted.usage(request)).items).toBeGreaterThan(50);
    } finally {
      await planted.close();
    }
  });
});

describe("the bundles", () => {
  it.each(FUNCTION_NAMES)("%s imports nothing when it is loaded", async (name) => {
    expect(contents(await metafileOf(bundleRoot, name)).imports).toEqual([]);
  });

  const plantedIn = async (plant: PlantName, name: FunctionName) => {
    const folder = await buildBundles(plant, [name]);
    return contents(await metafileOf(folder, name));
  };

  it.each(FUNCTION_NAMES)("%s shows an ESM import of node:http", async (name) => {
    expect((await plantedIn("esm-http", name)).imports).toEqual(["node:http"]);
  });

  it.each(FUNCTION_NAMES)("%s shows undici and a package that is there twice", async (name) => {
    const { undici, copies } = await plantedIn("copies", name);
    expect({ undici, copies }).toEqual({
      undici: ["planted:elsewhere/node_modules/undici/index.js"],
      copies: ["@smithy/core"],
    });
  });

  it.each(FUNCTION_NAMES)("%s is over its budget with zod by its named import", async (name) => {
    expect((await plantedIn("zod-named", name)).bytes).toBeGreaterThan(BUDGETS[name]);
  });
});
