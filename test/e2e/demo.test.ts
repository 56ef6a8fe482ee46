import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { damageable } from "@latchkey/local/demo/damage";
import { runDemo } from "@latchkey/local/demo/run-demo";
import { describe, expect, it } from "vitest";
import { testStack } from "../support/test-stack.ts";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../..", import.meta.url));
const npmRunDemo = (...options: string[]) => run("npm", ["run", "--silent", "demo", "--", ...options], { cwd: root });

describe("npm run demo", () => {
  it("signs in with every artifact, shows what is refused, and exits 0", async () => {
    const { stdout } = await npmRunDemo();
    expect(stdout).toContain("Everything worked.");
    expect(stdout.match(/signed demo@example.com in as \S+ with/g)).toHaveLength(6);
    expect(stdout.match(/refused a wrong secret \(invalid_client\)/g)).toHaveLength(6);
    expect(stdout.match(/refused an altered callback \(redirect_mismatch\)/g)).toHaveLength(6);
  });

  it("exits 1 when a value is damaged on its way", async () => {
    const failed = await npmRunDemo("--damage", "clientSecret").catch(
      (error: { code: number; stderr: string }) => error,
    );
    expect(failed).toMatchObject({ code: 1, stderr: expect.stringContaining("The demo failed") });
  });
});

describe("the demo notices damage", () => {
  it.each(damageable)("to %s", async (damage) => {
    const stack = await testStack();
    try {
      const attempt = runDemo(stack.description, { damage, onStep: () => undefined });
      // Noticed by the sign-in, not by the registration before it.
      await expect(attempt).rejects.toThrow(/^(?!.*the registration was answered)/);
    } finally {
      await stack.close();
    }
  });
});
