import { readFileSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseSettings } from "../../infra/settings/parse-settings.ts";
import { createPool } from "../support/cognito-fixtures.ts";
import { type LocalAws, localAws } from "../support/local-aws.ts";
import { everyCheck } from "./checks/all.ts";
import { inspect } from "./checks/inspection.ts";
import { projectRoot, root } from "./support/files.ts";
import { runOffline } from "./support/offline.ts";
import { stages } from "./support/stages.ts";
import { synthesise } from "./support/synthesise.ts";

const text = readFileSync(`${root}docs/deploy.md`, "utf8");

/** Fenced blocks with what stands behind the fence: `sh offline`, `json stage` … */
const blocks = [...text.matchAll(/^```(?<kind>[^\n]*)\n(?<code>[^]*?)^```$/gm)].map(({ groups }) => ({
  kind: groups!["kind"]!,
  code: groups!["code"]!,
}));
const of = (kind: string): readonly string[] => blocks.flatMap((block) => (block.kind === kind ? [block.code] : []));

/** Rows of the table below a heading, by their cells. */
const table = (heading: string): readonly (readonly string[])[] =>
  text
    .split(`## ${heading}\n`)[1]!
    .split("\n## ")[0]!
    .split("\n")
    .filter((line) => line.startsWith("| "))
    .slice(1)
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );

describe("docs/deploy.md", () => {
  it("says of every block whether it is run here or needs an account", () => {
    const kinds = new Set(blocks.map(({ kind }) => kind));
    expect([...kinds].toSorted((a, b) => a.localeCompare(b))).toEqual([
      "json stage",
      "sh account",
      "sh local",
      "sh offline",
    ]);
  });

  it.each(of("sh offline"))("has a command that the offline CLI runs: %s", async (code) => {
    const { code: exit, output } = await runOffline(["bash", "-ec", code]);
    expect(output).not.toContain("✕");
    expect(exit).toBe(0);
  });

  it("names only scripts that there are", () => {
    const { scripts }: { scripts: Record<string, string> } = JSON.parse(readFileSync(`${root}package.json`, "utf8"));
    const named = [text, readFileSync(`${root}docs/first-deploy.md`, "utf8")].flatMap((page) =>
      [...page.matchAll(/npm run ([\w:]+)/g)].map(([, script]) => script!),
    );
    expect(named.length).toBeGreaterThan(5);
    for (const script of named) expect(scripts).toHaveProperty(script);
  });

  it.each(of("json stage").map((code, index) => [index, code] as const))(
    "describes a stage that can be deployed (%i)",
    async (index, code) => {
      const stage = `described-${index}`;
      const path = `${projectRoot}infra/stages/${stage}.json`;
      await writeFile(path, code);
      const { violations } = inspect(await synthesise(stage), everyCheck);
      await rm(path);
      expect(violations).toEqual([]);
    },
  );

  it("explains every field of a stage and no other", () => {
    const fields = Object.keys(parseSettings("full", "full.json", JSON.stringify(stages.full)));
    const explained = table("What a stage can say").map(([field]) => field!.replaceAll("`", ""));
    const byName = (a: string, b: string): number => a.localeCompare(b);
    expect(explained.toSorted(byName)).toEqual(fields.toSorted(byName));
  });

  it("reckons the cost right", () => {
    const rows = table("Cost per month");
    const items = rows.slice(0, -1).map(([, arithmetic = "", dollars = ""]) => ({ sum: sumOf(arithmetic), dollars }));
    for (const { sum, dollars } of items) expect(sum.toFixed(2)).toBe(dollars);
    const total = items.reduce((sum, { dollars }) => sum + Number(dollars), 0);
    expect(rows.at(-1)?.at(-1)).toBe(`**${total.toFixed(2)}**`);
  });

  it("counts the alarms, metrics and dashboards that a stage makes", async () => {
    const stack = await synthesise("dev");
    const count = (type: string): number => stack.of(type).length;
    const arithmetic = new Map(table("Cost per month").map(([what = "", how = ""]) => [what, how]));
    expect(arithmetic.get("Alarms")).toBe(`${count("metricAlarm:MetricAlarm")} × 0.10`);
    expect(arithmetic.get("Metrics of log filters")).toBe(`${count("logMetricFilter:LogMetricFilter")} × 0.30`);
    expect(arithmetic.get("Dashboard")).toBe(`${count("dashboard:Dashboard")} × 3.00`);
  });
});

/** `2 things × 0.5 s / 4 + 1`, units and thousands' commas aside. */
const sumOf = (arithmetic: string): number =>
  arithmetic
    .replaceAll(/[a-zA-Z,]/g, "")
    .split("+")
    .map((term) =>
      [...` × ${term}`.matchAll(/([×/])\s*([\d.]+)/g)].reduce(
        (product, [, sign, number]) => (sign === "/" ? product / Number(number) : product * Number(number)),
        1,
      ),
    )
    .reduce((sum, term) => sum + term, 0);

describe("docs/first-deploy.md", () => {
  it("gives a command or a thing to look at for every assumption", () => {
    const rows = readFileSync(`${root}docs/first-deploy.md`, "utf8")
      .split("\n")
      .filter((line) => line.startsWith("| ") && !line.startsWith("| assumption"))
      .map((line) => line.split(" | ").at(-1) ?? "");
    expect(rows.length).toBeGreaterThan(20);
    for (const row of rows) expect(row).toMatch(/`[^`]+`/);
  });
});

describe("docs/deploy.md, with the stand-in's Cognito", () => {
  const POOL = "eu-west-1_AbCdEf123";
  let aws: LocalAws;
  let pool: string;
  beforeAll(async () => {
    aws = await localAws();
    pool = await createPool(aws.cognito, { UserPoolTier: "ESSENTIALS" });
    const arn = (name: string): string => `arn:aws:lambda:eu-west-1:000000000000:function:${name}`;
    const triggers = {
      preSignUp: arn("pre-sign-up"),
      postConfirmation: arn("post-confirmation"),
      preTokenGeneration: arn("pre-token-generation"),
    };
    await mkdir(`${projectRoot}.sst`, { recursive: true });
    await writeFile(`${projectRoot}.sst/outputs.json`, JSON.stringify({ userPoolId: pool, triggers }));
  });
  afterAll(() => aws.close());

  it.each(of("sh local"))("has a command that works: %s", async (code) => {
    expect(code).toContain(POOL);
    const { code: exit, output } = await runOffline(["bash", "-ec", code.replaceAll(POOL, pool)], aws.origin);
    expect(output).toContain("Done.");
    expect(exit).toBe(0);
  });
});
