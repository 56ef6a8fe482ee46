import { parseArgs } from "node:util";
import { buildAll, bundleRoot } from "../../../tools/build.ts";
import { ArgumentError } from "./cli/arguments.ts";
import { explain } from "./cli/explain.ts";
import { progressOn } from "./cli/progress.ts";
import { type Damageable, damageable } from "./demo/damage.ts";
import { report } from "./demo/report.ts";
import { runDemo } from "./demo/run-demo.ts";
import { startStack } from "./stack/start-stack.ts";

/** `npm run demo`: registers, signs in with what comes back, and shows what is refused. Exits 0 only if all of it worked. */
async function main(): Promise<void> {
  const damage = damageOf(process.argv.slice(2));
  const progress = progressOn(process.stderr);
  progress.step("Building the functions");
  await buildAll();
  progress.step("Starting everything in memory");
  const stack = await startStack({ port: 0, loginPort: 0, bundles: bundleRoot });
  try {
    const results = await runDemo(stack.description, { damage, onStep: progress.step });
    progress.done();
    process.stdout.write(`${report(results)}\nEverything worked.\n`);
  } finally {
    await stack.close();
  }
}

/** `--damage <value>` spoils one value between reading it from an artifact and using it, to see that the demo notices. */
function damageOf(args: readonly string[]): Damageable | undefined {
  const { values } = parseArgs({ args: [...args], options: { damage: { type: "string" } } });
  const found = damageable.find((field) => field === values.damage);
  if (values.damage !== undefined && found === undefined)
    throw new ArgumentError(`--damage has to be one of ${damageable.join(", ")}.`);
  return found;
}

try {
  await main();
  process.exit(0);
} catch (error) {
  process.stderr.write(
    `\n${explain(error) ?? `The demo failed: ${error instanceof Error ? error.message : String(error)}`}\n`,
  );
  process.exit(1);
}
