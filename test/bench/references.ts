import { fileURLToPath } from "node:url";
import { type BuildOptions, build } from "esbuild";
import { bundleOptions } from "../../tools/bundle/options.ts";
import { benchRoot } from "./fetched.ts";

/** What the service is compared with, by name: see references/. */
export const REFERENCES = ["floor", "one-client", "two-clients", "three-clients", "round-trip", "sdk-call"] as const;

export type ReferenceName = (typeof REFERENCES)[number];

/** How most people bundle for Lambda: minified ESM, `require` for what asks for it. */
const plain = {
  bundle: true,
  minify: true,
  platform: "node",
  target: "node22",
  format: "esm",
  mainFields: ["module", "main"],
  banner: { js: 'import{createRequire}from"node:module";const require=createRequire(import.meta.url);' },
  legalComments: "none",
} satisfies BuildOptions;

const { write: _, ...lean } = bundleOptions;

const optionsOf: Readonly<Record<ReferenceName, BuildOptions>> = {
  floor: { ...plain, banner: {} },
  "one-client": plain,
  "two-clients": plain,
  "three-clients": plain,
  // Not compared in how they are bundled.
  "round-trip": lean,
  "sdk-call": lean,
};

/** Bundles all references. Answers the path of each. */
export async function buildReferences(): Promise<Readonly<Record<ReferenceName, string>>> {
  const built = REFERENCES.map(async (name) => {
    const outfile = `${benchRoot}/references/${name}/bundle.mjs`;
    const entry = fileURLToPath(new URL(`./references/${name}.ts`, import.meta.url));
    await build({ ...optionsOf[name], entryPoints: [entry], outfile, metafile: false });
    return [name, outfile] as const;
  });
  return Object.fromEntries(await Promise.all(built)) as Record<ReferenceName, string>;
}
