import { spawnSync } from "node:child_process";
import { expect, it } from "vitest";
import { projectRoot, root } from "./support/files.ts";
import { planted } from "./support/project.ts";

const check = () => {
  const { status, stdout, stderr } = spawnSync(`${root}node_modules/.bin/tsc`, ["-p", "infra/tsconfig.json"], {
    cwd: projectRoot,
    encoding: "utf8",
  });
  return { status, output: stdout + stderr };
};

it("the configuration and the stack have the types of SST and of the AWS provider", () => {
  expect(check()).toEqual({ status: 0, output: "" });
});

it("a misspelt property is a type error", async () => {
  const planting = { file: "infra/data/table.ts", text: "hashKey: key.hash,", by: "hashKeyy: key.hash," };
  const { status, output } = await planted(planting, async () => check());
  expect(status).not.toBe(0);
  expect(output).toContain("hashKeyy");
});
