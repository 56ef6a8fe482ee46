import { readFile } from "node:fs/promises";
import type { Plugin } from "esbuild";

/**
 * The clients take their version from their own package.json, for the user agent, and with it every script and dependency: 6.4 KB of the
 * write bundle.
 */
export const leanVersions: Plugin = {
  name: "lean-versions",
  setup(plugin) {
    plugin.onLoad({ filter: /[/\\]@aws-sdk[/\\]client-[^/\\]+[/\\]package\.json$/ }, async ({ path }) => {
      // npm has checked what it installed: a package without a version does not get here.
      const { version } = JSON.parse(await readFile(path, "utf8")) as { version: string };
      return { contents: JSON.stringify({ version }), loader: "json" };
    });
  },
};
