import { type Stack, type StackOptions, startStack } from "@latchkey/local/stack/start-stack";
import { bundleRoot } from "../../tools/build.ts";
import { sharedSigningKeys } from "./signing-keys.ts";

/** The whole service in memory on free ports, running the bundles. */
export interface TestStack extends Stack {
  /** What every function of the stack has printed. */
  readonly logs: string[];
}

export async function testStack(options: Partial<StackOptions> = {}): Promise<TestStack> {
  const logs: string[] = [];
  const stack = await startStack({
    port: 0,
    loginPort: 0,
    bundles: bundleRoot,
    recording: true,
    signingKeys: sharedSigningKeys,
    onLog: ({ line }) => logs.push(line),
    ...options,
  });
  return { ...stack, logs };
}
