import { readdir, readFile, writeFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { functions } from "../../tools/functions.ts";
import { componentName } from "./checks/stack-view.ts";
import { projectRoot, root } from "./support/files.ts";
import { runOffline } from "./support/offline.ts";
import { planted } from "./support/project.ts";
import { sst } from "./support/synthesise.ts";
import { zipEntries } from "./support/zip-entries.ts";

const namesOf = async (folder: string): Promise<readonly string[]> => (await readdir(folder)).toSorted();

describe("the real CLI", () => {
  it("shows by `npm run sst -- diff` what a deployment would make, and asks AWS for nothing but SST's own state", async () => {
    const { code, output, report, awsCalls } = await runOffline(["npm", "run", "sst", "--", "diff", "--stage", "dev"]);
    expect(output).toMatch(/Stage:\s+dev/);
    expect(code).toBe(0);
    expect(report).toMatchObject({ command: "preview", failures: [] });
    for (const call of awsCalls) expect(call).toMatch(/^(?:POST AmazonSSM\.|(?:GET|PUT) \/sst-state-offline\/)/);
  });

  it("deploys by `npm run sst -- deploy` and prints the addresses that a caller needs", async () => {
    const { code, output, report } = await runOffline(["npm", "run", "sst", "--", "deploy", "--stage", "dev"]);
    expect(code).toBe(0);
    expect(report?.command).toBe("up");
    for (const name of ["apiUrl", "issuer", "loginUrl", "userPoolId"]) expect(output).toContain(`${name}: `);
    const outputs = JSON.parse(await readFile(`${projectRoot}.sst/outputs.json`, "utf8"));
    expect(outputs).toMatchObject({
      apiUrl: expect.stringMatching(/^https:/),
      issuer: expect.stringMatching(/^https:\/\/cognito-idp\./),
      callers: { portal: expect.any(String) },
    });
  });

  it("uploads the bundles that local runs and benchmarks measure, byte for byte, and nothing beside them", async () => {
    const { code } = await runOffline(sst("deploy", "--stage", "full"));
    expect(code).toBe(0);
    for (const name of Object.keys(functions)) {
      const archive = await readFile(`${projectRoot}.sst/artifacts/${componentName(name)}/code.zip`);
      const uploaded = zipEntries(archive);
      const built = `${root}.build/functions/${name}`;
      expect([name, ...uploaded.keys()]).toEqual([name, ...(await namesOf(built))]);
      for (const [file, content] of uploaded)
        expect(content.equals(await readFile(`${built}/${file}`)), `${name}/${file}`).toBe(true);
    }
  });

  it("refuses a stage that is not described, and names those that are", async () => {
    const { code, output, report } = await runOffline(["npm", "run", "sst", "--", "deploy", "--stage", "nowhere"]);
    expect(code).not.toBe(0);
    expect(report).toBeUndefined();
    expect(output).toMatch(/There is no infra\/stages\/nowhere\.json\. Stages that are described: .*dev/);
  });

  it("deploys no stage that was not named", async () => {
    const { code, output } = await runOffline(["npm", "run", "sst", "--", "deploy"]);
    expect(code).not.toBe(0);
    expect(output).toContain("Say which stage: npm run sst -- deploy --stage dev");
  });

  it("refuses a stage that is described wrongly, and names the file and the field", async () => {
    await writeFile(`${projectRoot}infra/stages/wrong.json`, JSON.stringify({ region: "here", retain: "yes" }));
    const { code, output } = await runOffline(["npm", "run", "sst", "--", "deploy", "--stage", "wrong"]);
    expect(code).not.toBe(0);
    expect(output).toMatch(/infra\/stages\/wrong\.json is wrong:[^]*region: must be a Region[^]*retain: /);
  });

  it("refuses a function that is built and has no rights", async () => {
    const planting = { file: "infra/rights/rights.ts", text: "  reveal: [", by: "  revealed: [" };
    const { code, report } = await planted(planting, () => runOffline(sst("diff", "--stage", "dev")));
    expect(code).not.toBe(0);
    expect(report?.failures.join()).toContain(
      "The function reveal is built and has no entry in infra/rights/rights.ts",
    );
  });
});
