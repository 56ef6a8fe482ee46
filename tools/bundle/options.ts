import type { BuildOptions } from "esbuild";
import { plugins } from "./plugins.ts";

/** How everything is bundled that runs as a function: one minified module, without what is never reached. */
export const bundleOptions = {
  bundle: true,
  write: false,
  minify: true,
  platform: "node",
  target: "node22",
  format: "esm",
  mainFields: ["module", "main"],
  legalComments: "none",
  metafile: true,
  plugins: [...plugins],
  logLevel: "warning",
} as const satisfies BuildOptions;
