import { builtinModules } from "node:module";
import type { Plugin } from "esbuild";

/**
 * Node's built-ins through `process.getBuiltinModule`: an ESM import of `node:http` makes Node 22 and 24 evaluate every lazy
 * export of it, undici among them, at 19 to 30 ms per cold start.
 */
export const requiredBuiltins: Plugin = {
  name: "required-builtins",
  setup(plugin) {
    const names = builtinModules.filter((name) => !name.startsWith("_")).join("|");
    plugin.onResolve({ filter: new RegExp(`^(node:)?(${names})$`) }, ({ path }) => ({
      path: path.replace(/^node:/, ""),
      namespace: "builtin",
    }));
    plugin.onLoad({ filter: /.*/, namespace: "builtin" }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule("node:${path}")`,
      loader: "js",
    }));
  },
};
