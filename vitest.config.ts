import { defineConfig } from "vitest/config";

/** Genres that need only Node and the npm registry. Pure ones share a process; those that listen on ports get one each. */
const pure = ["unit", "model", "contract", "architecture"];
const wired = ["wire", "conformance", "fault", "e2e", "browser"];

const project = (name: string, isolate: boolean) => ({
  test: {
    name,
    include: [`test/${name}/**/*.test.ts`],
    isolate,
    testTimeout: 30_000,
    hookTimeout: 30_000,
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true" },
  },
});

export default defineConfig({
  test: {
    pool: "forks",
    passWithNoTests: false,
    globalSetup: ["test/support/build-once.ts"],
    projects: [...pure.map((name) => project(name, false)), ...wired.map((name) => project(name, true))],
  },
});
