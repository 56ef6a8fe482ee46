import { defineConfig } from "vitest/config";

/** The suite of the whole service under load, apart from the others: it takes minutes. */
export default defineConfig({
  test: {
    name: "load",
    root: new URL("../..", import.meta.url).pathname,
    include: ["test/load/**/*.test.ts"],
    globalSetup: ["test/support/build-once.ts"],
    pool: "forks",
    // Two servers at a time, which mostly wait.
    maxWorkers: 2,
    hookTimeout: 30_000,
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true" },
  },
});
