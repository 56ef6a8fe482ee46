import { fileURLToPath } from "node:url";
import type { Plugin } from "esbuild";

const sources = fileURLToPath(new URL("../../packages/aws/src/", import.meta.url));

interface Replacement {
  /** The module as the SDK writes it in its import. */
  readonly imported: RegExp;
  /** Part of the path of the importers that are meant, with forward slashes; every importer when absent. */
  readonly within?: RegExp;
  /** What is bundled instead, below packages/aws/src. */
  readonly by: string;
}

/**
 * A plugin that puts modules of ours in the place of the SDK's. An export that the SDK wants and the replacement lacks fails the build; a
 * replacement that nothing imports any more fails test/architecture/lean-bundles.test.ts.
 */
export function replacing(name: string, replacements: readonly Replacement[]): Plugin {
  return {
    name,
    setup(plugin) {
      for (const { imported, within, by } of replacements)
        plugin.onResolve({ filter: imported }, ({ importer }) =>
          within === undefined || within.test(importer.replaceAll("\\", "/"))
            ? { path: `${sources}${by}`, sideEffects: false }
            : undefined,
        );
    },
  };
}
