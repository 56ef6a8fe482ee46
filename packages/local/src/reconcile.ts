import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { StackDescription } from "./stack/description.ts";

const USAGE = `npm run reconcile -- [--data-dir DIR]

Runs one pass of the reconciler of the service that \`npm start\` runs, and prints what it did.
`;

/** `npm run reconcile`: one pass by hand. In the cloud it is \`aws lambda invoke\` on the same function. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { "data-dir": { type: "string", default: ".latchkey" }, help: { type: "boolean", default: false } },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return;
  }
  const { awsEndpoint } = await descriptionIn(values["data-dir"]);
  const response = await fetch(`${awsEndpoint}/2015-03-31/functions/latchkey-local-reconcile/invocations`, {
    method: "POST",
    body: "{}",
  });
  const text = await response.text();
  if (!response.ok || response.headers.has("x-amz-function-error")) throw new Error(`The reconciler failed: ${text}`);
  process.stdout.write(`${text}\n`);
}

async function descriptionIn(dir: string): Promise<StackDescription> {
  try {
    // Written by `npm start` and by nobody else.
    return JSON.parse(await readFile(join(dir, "stack.json"), "utf8")) as StackDescription;
  } catch (cause) {
    throw new Error(`There is no ${join(dir, "stack.json")}: start the service first, with npm start.`, { cause });
  }
}

try {
  await main();
} catch (error) {
  const refused = error instanceof TypeError && error.message === "fetch failed";
  process.stderr.write(`${refused ? "The service does not answer: start it with npm start." : String(error)}\n`);
  process.exitCode = 1;
}
