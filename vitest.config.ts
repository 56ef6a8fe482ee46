import { defineConfig } from "vitest/config";

/** One project per genre; `browser` needs a browser, the others only Node. */
const genres = [
  "unit",
  "model",
  "contract",
  "architecture",
  "wire",
  "conformance",
  "fault",
  "stateful",
  "e2e",
  "browser",
];

export default defineConfig({
  test: {
    pool: "forks",
    // By default one core stays idle: half of a small machine.
    maxWorkers: "100%",
    passWithNoTests: false,
    globalSetup: ["test/support/build-once.ts"],
    projects: genres.map((name) => ({
      test: {
        name,
        include: [`test/${name}/**/*.test.ts`],
        // Files share what they import, RSA keys among it; each starts servers of its own and closes them.
        isolate: false,
        // Ends what hangs. No test is about speed: a machine may be slow, and busy with other things.
        testTimeout: 120_000,
        hookTimeout: 120_000,
        env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true" },
      },
    })),
  },
});
