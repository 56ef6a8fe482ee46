import { readdir, readFile, stat } from "node:fs/promises";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type Metafile, type Plugin } from "esbuild";
import { beforeAll, describe, expect, it } from "vitest";
import { bundleRoot, functions } from "../../tools/build.ts";
import { BUDGETS, contents } from "../bench/bundle-size.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** What each part of the house may import beside itself, by the beginning of a path. What is not listed is forbidden. */
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  core: [],
  connectors: ["packages/core/"],
  contract: ["packages/core/", "packages/connectors/"],
  http: ["packages/core/", "packages/connectors/src/schema/", "packages/contract/"],
  aws: ["packages/core/"],
  runtime: ["packages/core/"],
  triggers: ["packages/core/"],
  functions: [
    "packages/aws/",
    "packages/connectors/",
    "packages/contract/",
    "packages/core/",
    "packages/http/",
    "packages/runtime/",
    "packages/triggers/",
  ],
  // Local runs the deployment's bundles and knows the rest of it as data: it has no adapters of its own.
  local: ["packages/aws/src/dynamodb/table-definition.ts", "packages/contract/src/gateway-routes.ts", "tools/build.ts"],
};

/** Leaves everything that is not ours where it is: only the arrows between our own parts matter here. */
const outside: Plugin = {
  name: "outside",
  setup: ({ onResolve }) =>
    onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
      kind === "entry-point" || path.startsWith("@latchkey/") ? undefined : { path, external: true },
    ),
};

const partOf = (path: string): string | undefined =>
  /^(?:packages\/([^/]+)|(functions|tools))\//.exec(path)?.slice(1).find(Boolean);

const sources = async (folder: string): Promise<readonly string[]> =>
  (await readdir(join(root, folder), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !entry.name.endsWith(".d.ts"))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .filter((path) => !path.includes("node_modules"));

let graph: Metafile["inputs"];
let files: readonly string[];

beforeAll(async () => {
  files = [...(await sources("packages")), ...(await sources("functions"))];
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [...files],
    bundle: true,
    write: false,
    outdir: ".build/graph",
    platform: "node",
    format: "esm",
    metafile: true,
    logLevel: "silent",
    plugins: [outside],
  });
  graph = metafile.inputs;
});

describe("the house", () => {
  it("has arrows in one direction only", () => {
    const wrong = Object.entries(graph).flatMap(([path, { imports }]) => {
      const from = partOf(path);
      if (from === undefined) return [];
      const allowed = [
        ...(ARROWS[from] ?? []),
        from === "functions" || from === "tools" ? `${from}/` : `packages/${from}/`,
      ];
      return imports
        .filter((entry) => !entry.external)
        .map((entry) => entry.path)
        .filter((to) => !allowed.some((beginning) => to.startsWith(beginning)))
        .map((to) => `${path} -> ${to}`);
    });
    expect(wrong).toEqual([]);
  });

  it("lets core import nothing, not even Node", () => {
    const imports = Object.entries(graph)
      .filter(([path]) => partOf(path) === "core")
      .flatMap(([, input]) => input.imports.filter((entry) => entry.external).map((entry) => entry.path));
    expect(imports).toEqual([]);
  });

  it("lets nobody but aws import the AWS SDK", () => {
    const importers = Object.entries(graph)
      .filter(([, { imports }]) => imports.some((entry) => /^@(aws-sdk|smithy)\//.test(entry.path)))
      .map(([path]) => partOf(path));
    expect([...new Set(importers)]).toEqual(["aws"]);
  });

  it("reads the environment in one place for each kind of function, beside local's own entry points", async () => {
    const readers = [];
    for (const path of files) if (/process\.env\b/.test(await readFile(join(root, path), "utf8"))) readers.push(path);
    expect(readers).toEqual(["functions/wiring/process.ts", "functions/wiring/trigger-process.ts"]);
  });

  it("reads clock and randomness only where they are injected from", async () => {
    const allowed = /^(packages\/(runtime|local)\/|packages\/aws\/src\/retry-context\.ts|functions\/wiring\/)/;
    const readers = [];
    for (const path of files)
      if (
        !allowed.test(path) &&
        /Date\.now\(|new Date\(\)|Math\.random\(|randomBytes|randomUUID/.test(await readFile(join(root, path), "utf8"))
      )
        readers.push(path);
    expect(readers).toEqual([]);
  });

  it("keeps entry points within forty lines and every source file within five hundred", async () => {
    const long = [];
    for (const path of files) {
      const lines = (await readFile(join(root, path), "utf8")).split("\n").length;
      if (lines > (path.startsWith("functions/") ? 41 : 500) && !path.endsWith(".gen.ts"))
        long.push(`${path}: ${lines}`);
    }
    expect(long).toEqual([]);
  });
});

describe("the bundles", () => {
  it.each(Object.keys(functions))(
    "%s holds nothing of the stand-in, no test and no second copy of a package",
    async (name) => {
      const metafile = JSON.parse(await readFile(join(bundleRoot, `${name}.meta.json`), "utf8")) as Metafile;
      expect(
        Object.keys(metafile.inputs).filter((path) =>
          /packages\/local\/|^test\/|dynalite|classic-level|\/jose\/|undici/.test(path),
        ),
      ).toEqual([]);
      expect(contents(metafile).copies).toEqual([]);
    },
  );

  it.each([
    ["pre-sign-up", ["client-cognito-identity-provider", "client-dynamodb"]],
    ["post-confirmation", ["client-cognito-identity-provider", "client-dynamodb"]],
    ["pre-token-generation", ["client-dynamodb"]],
  ])("%s holds no client of AWS but %j", async (name, clients) => {
    const { inputs } = JSON.parse(await readFile(join(bundleRoot, `${name}.meta.json`), "utf8")) as Metafile;
    const found = Object.keys(inputs).flatMap((path) => /@aws-sdk\/(client-[^/]+)\//.exec(path)?.[1] ?? []);
    expect([...new Set(found)].sort((one, other) => (one < other ? -1 : 1))).toEqual(clients);
  });

  it.each(Object.entries(BUDGETS))("%s stays within %i bytes", async (name, budget) => {
    expect((await stat(join(bundleRoot, name, "bundle.mjs"))).size).toBeLessThanOrEqual(budget);
  });
});
