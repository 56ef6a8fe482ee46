import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Artifact } from "@latchkey/core/payload";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ClientFailure, ProductRefusal } from "../proofs/harness/client-errors.ts";
import { json } from "../proofs/harness/formats/json.ts";
import { readHarmless } from "../proofs/harness/harmless.ts";
import type { MutationPlan } from "../proofs/harness/mutations.ts";
import { runMutations } from "../proofs/harness/run-mutations.ts";

const artifact = (name: string, body: string): Artifact => ({
  name,
  method: "file",
  title: name,
  fileName: name,
  mediaType: "application/json",
  apply: "create",
  target: "somewhere",
  body,
  nextSteps: [],
  overwrites: [],
  sensitive: false,
});

/** A product that wants `issuer` to be right and does not look at anything else. */
const plan = (overrides: Partial<MutationPlan> = {}): MutationPlan => ({
  title: "plain",
  artifacts: [artifact("config", '{"issuer": "https://idp", "label": "Sign in"}')],
  formats: { config: json() },
  async check([config]) {
    if (JSON.parse(config!.body).issuer !== "https://idp") throw new ProductRefusal("wrong issuer");
  },
  ...overrides,
});

const LABEL = [{ reason: "a person reads it", mutations: ["plain config /label *"] }];
const noLimit = { deadline: 1, now: () => 0 };

describe("a mutation run", () => {
  it("counts what is caught and what rightly is not, and keeps by what", async () => {
    const found = await runMutations([plan()], LABEL, noLimit);
    expect(found).toEqual({
      verdicts: [
        { mutation: "plain config /issuer dropped", caughtBy: "wrong issuer" },
        { mutation: "plain config /issuer changed", caughtBy: "wrong issuer" },
        { mutation: "plain config /label dropped", caughtBy: undefined },
        { mutation: "plain config /label changed", caughtBy: undefined },
      ],
      caught: 2,
      harmless: 2,
      problems: [],
    });
  });

  it("fails for a change that is neither caught nor listed", async () => {
    const list = [{ reason: "a person reads it", mutations: ["plain config /label changed"] }];
    expect((await runMutations([plan()], list, noLimit)).problems).toEqual(["Not caught: plain config /label dropped"]);
  });

  it("fails for a listed change that is caught after all, and for one that does not exist", async () => {
    const list = [...LABEL, { reason: "out of date", mutations: ["plain config /issuer *", "plain config /gone *"] }];
    expect((await runMutations([plan()], list, noLimit)).problems).toEqual([
      "Listed as harmless, but caught: plain config /issuer dropped (wrong issuer)",
      "Listed as harmless, but caught: plain config /issuer changed (wrong issuer)",
      "Listed as harmless, but there is no such change: plain config /gone *",
    ]);
  });

  it("takes a star for any characters of one word, and everything else for itself", async () => {
    const list = [{ reason: "too far", mutations: ["plain * changed", "plain config .label changed"] }];
    const { problems } = await runMutations([plan()], list, noLimit);
    expect(problems).toContain("Listed as harmless, but there is no such change: plain * changed");
    expect(problems).toContain("Listed as harmless, but there is no such change: plain config .label changed");
  });

  it("hands the other artifacts of the plan over unchanged", async () => {
    const seen: (readonly string[])[] = [];
    await runMutations(
      [
        plan({
          artifacts: [artifact("one", "[1]"), artifact("two", "[2]")],
          formats: { one: json(), two: json() },
          check: async (artifacts) => void seen.push(artifacts.map(({ body }) => body)),
        }),
      ],
      [],
      noLimit,
    );
    expect(seen).toEqual([
      ["[1]", "[2]"],
      ["[]", "[2]"],
      ["[2]", "[2]"],
      ["[1]", "[]"],
      ["[1]", "[3]"],
    ]);
  });

  it("throws when the product refuses the artifacts as they are", async () => {
    const broken = plan({ artifacts: [artifact("config", "{}")] });
    await expect(runMutations([broken], LABEL, noLimit)).rejects.toThrow("wrong issuer");
  });

  it("does not take a client that breaks for a product that refuses", async () => {
    let asked = 0;
    const crashing = plan({
      async check() {
        asked += 1;
        if (asked > 1) throw new ClientFailure("The client ended (SIGSEGV).");
      },
    });
    await expect(runMutations([crashing], LABEL, noLimit)).rejects.toBeInstanceOf(ClientFailure);
  });

  it("throws for an artifact without a format", async () => {
    await expect(runMutations([plan({ formats: {} })], LABEL, noLimit)).rejects.toThrow(
      "plain: no format is given for config.",
    );
  });

  it("stops at its deadline and says how many changes it has not tried", async () => {
    let time = 0;
    const { verdicts, problems } = await runMutations([plan()], LABEL, { deadline: 2, now: () => time++ });
    expect(verdicts).toHaveLength(2);
    expect(problems).toContain("2 changes were not tried: time is up.");
  });
});

describe("the list of harmless changes", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "harmless-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const read = async (list: unknown) => {
    const path = join(folder, "harmless.json");
    await writeFile(path, JSON.stringify(list));
    return readHarmless(path);
  };

  it("is empty when there is no file", async () => {
    expect(await readHarmless(join(folder, "none.json"))).toEqual([]);
  });

  it("is refused without a reason, with unknown members, and with a change listed twice", async () => {
    await expect(read([{ mutations: ["a"] }])).rejects.toThrow("reason");
    await expect(read([{ reason: "", mutations: ["a"] }])).rejects.toThrow("reason");
    await expect(read([{ reason: "a person reads it", mutations: ["a"], until: "x" }])).rejects.toThrow("until");
    await expect(read([{ reason: "a person reads it", mutations: ["a", "a"] }])).rejects.toThrow("lists a twice");
  });
});
