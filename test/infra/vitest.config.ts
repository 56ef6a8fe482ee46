import { defineConfig } from "vitest/config";

/** The suite of the cloud stack, apart from the others: it fetches SST and its platform, about 450 MB, into `.build`. */
export default defineConfig({
  test: {
    name: "infra",
    root: new URL("../..", import.meta.url).pathname,
    include: ["test/infra/**/*.test.ts"],
    globalSetup: ["test/support/build-once.ts", "test/infra/support/prepare.ts"],
    pool: "forks",
    // One project folder, one engine report: one file at a time.
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 600_000,
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true" },
  },
});
