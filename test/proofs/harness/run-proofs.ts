// `npm run proofs`: shows, connector by connector, that the artifacts work with the product's own code.
import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { connectors } from "@latchkey/connectors/catalogue";
import { ArgumentError } from "@latchkey/local/cli/arguments";
import { explain } from "@latchkey/local/cli/explain";
import { progressOn } from "@latchkey/local/cli/progress";
import { startStack } from "@latchkey/local/stack/start-stack";
import { buildAll, bundleRoot } from "../../../tools/build.ts";
import { joinStaff } from "./context.ts";
import type { Proof } from "./proof.ts";
import { type ProofResult, report } from "./report.ts";
import { type ProofFolders, runProof } from "./run-proof.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const folders: ProofFolders = {
  proofs: `${root}test/proofs`,
  records: `${root}packages/connectors/proofs`,
  logs: `${root}.build/proofs`,
};
const MUTATION_MINUTES = 20;

const HELP = `Usage: npm run proofs -- [connector ...] [--mutate]

Hands the artifacts of connectors to the products' own code and signs a user in. Without names, all connectors that have a proof.
What passes is recorded in packages/connectors/proofs.

  --mutate  then alter each value of each artifact, one at a time, and see that the product or the proof notices
            (${MUTATION_MINUTES} minutes at most; what caught what: .build/proofs/<connector>-mutations.txt)
  --help    show this
`;

/** Answers whether nothing failed. */
async function main(args: readonly string[]): Promise<boolean> {
  const { names, mutate, help } = optionsOf(args);
  if (help) {
    process.stdout.write(HELP);
    return true;
  }
  const proofs = await proofsOf(names);
  const results = await run(proofs, mutate);
  const unproven = connectors.filter(
    ({ id }) => names.length === 0 && !proofs.some(({ connector }) => connector === id),
  );
  for (const { id } of unproven) process.stdout.write(`${id} has no proof\n`);
  process.stdout.write(`\n${report(results)}`);
  return results.every(({ outcome }) => outcome !== "failed");
}

function optionsOf(args: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { mutate: { type: "boolean", default: false }, help: { type: "boolean", default: false } },
    });
    return { names: positionals, ...values };
  } catch (error) {
    throw new ArgumentError(`${error instanceof Error ? error.message : String(error)}\n\n${HELP}`);
  }
}

/** The proofs of these connectors, or all, in the order of the catalogue. Throws for a connector without proof. */
async function proofsOf(names: readonly string[]): Promise<readonly Proof[]> {
  const provable = connectors.map(({ id }) => id).filter((id) => existsSync(proofFile(id)));
  const unknown = names.filter((name) => !provable.includes(name));
  if (unknown.length > 0)
    throw new ArgumentError(`There is no proof of ${unknown.join(", ")}; there is one of ${provable.join(", ")}.`);
  const wanted = provable.filter((id) => names.length === 0 || names.includes(id));
  return Promise.all(wanted.map(importProof));
}

const proofFile = (id: string): string => `${folders.proofs}/${id}/proof.ts`;

async function importProof(id: string): Promise<Proof> {
  // Parse boundary: what every folder's proof.ts exports, checked by the compiler where it is written.
  const { proof } = (await import(pathToFileURL(proofFile(id)).href)) as { readonly proof: Proof };
  return proof;
}

async function run(proofs: readonly Proof[], mutate: boolean): Promise<readonly ProofResult[]> {
  const progress = progressOn(process.stderr);
  progress.step("Building the functions");
  await buildAll();
  await mkdir(folders.records, { recursive: true });
  progress.step("Starting everything in memory");
  const stack = await startStack({ port: 0, loginPort: 0, bundles: bundleRoot });
  const mutateUntil = mutate ? Date.now() + MUTATION_MINUTES * 60_000 : undefined;
  const results: ProofResult[] = [];
  try {
    await joinStaff(stack.description);
    for (const proof of proofs) {
      progress.step(proof.title);
      const connector = connectors.find(({ id }) => id === proof.connector);
      if (connector === undefined) throw new Error(`${proof.title} is for ${proof.connector}, which is no connector.`);
      const input = { proof, connector, stack: stack.description, folders, mutateUntil, now: () => new Date() };
      results.push(await runProof(input));
    }
  } finally {
    progress.done();
    await stack.close();
  }
  return results;
}

try {
  process.exit((await main(process.argv.slice(2))) ? 0 : 1);
} catch (error) {
  process.stderr.write(`${explain(error) ?? (error instanceof Error ? error.stack : String(error))}\n`);
  process.exit(error instanceof ArgumentError ? 2 : 1);
}
