import { buildAll, bundleRoot } from "../../../tools/build.ts";
import { parseArguments, USAGE } from "./cli/arguments.ts";
import { explain } from "./cli/explain.ts";
import { progressOn } from "./cli/progress.ts";
import { welcome } from "./cli/welcome.ts";
import { type Stack, startStack } from "./stack/start-stack.ts";

const RECONCILE_EVERY_MS = 2_000;

/** Two people of `Partner` to choose from: one whose address it vouches for, and one whose address it does not. */
const PARTNER_USERS = [
  { subject: "partner-1", email: "verified@partner.example", emailVerified: true, name: "Verified" },
  { subject: "partner-2", email: "unverified@partner.example", emailVerified: false, name: "Unverified" },
];

/** `npm start`: the whole service on this machine, until it is told to stop. */
async function main(): Promise<void> {
  const options = parseArguments(process.argv.slice(2));
  if (options.help) {
    process.stdout.write(USAGE);
    return;
  }
  const stopping = stopSignal();
  const progress = progressOn(process.stderr);
  progress.step("Building the functions");
  await buildAll();
  const { dataDir, identityProviderPort, ...rest } = options;
  const stack = await startStack({
    ...rest,
    ...(dataDir !== undefined && { dataDir }),
    ...(identityProviderPort !== undefined && {
      identityProvider: { port: identityProviderPort, users: PARTNER_USERS },
    }),
    bundles: bundleRoot,
    reconcileEveryMs: RECONCILE_EVERY_MS,
    onLog: ({ line }) => process.stderr.write(`${line}\n`),
    onProgress: (step) => progress.step(step),
  });
  progress.done();
  process.stdout.write(welcome(stack.description, stack.descriptionPath));
  await stopping;
  await stop(stack);
}

/** Resolves at the first SIGINT or SIGTERM; later ones are ignored, because the first is already being obeyed. */
function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => resolve());
  });
}

async function stop(stack: Stack): Promise<void> {
  process.stderr.write("\nStopping.\n");
  await stack.close();
}

try {
  await main();
  process.exit(0);
} catch (error) {
  const sentence = explain(error);
  process.stderr.write(sentence === undefined ? "Latchkey could not start.\n" : `${sentence}\n`);
  if (sentence === undefined) console.error(error);
  process.exit(1);
}
