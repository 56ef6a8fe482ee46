// `npm run bench`: what the functions cost, and whether that is within the gates.
import { mkdir, writeFile } from "node:fs/promises";
import { buildBundles } from "./bundles.ts";
import { writeDocs } from "./docs.ts";
import { benchRoot, runtimes } from "./fetched.ts";
import { measured } from "./measured.ts";
import { type BenchOptions, readOptions, USAGE } from "./options.ts";
import { isMet, type PartContext, type PartName, type PartResult } from "./part.ts";
import { PARTS } from "./parts.ts";
import { progressOn } from "./progress.ts";
import { type Recording, recordCases } from "./recording.ts";
import { report } from "./report.ts";

/** Answers the exit code. */
async function run(options: BenchOptions): Promise<number> {
  const progress = progressOn(process.stderr);
  progress.show("building the functions");
  const bundles = await buildBundles(options.plant);
  const context = await contextOf(options, bundles, progress.show);
  const results: Partial<Record<PartName, PartResult>> = {};
  for (const name of options.parts) {
    const result = await measured(PARTS[name], context);
    results[name] = result;
    progress.clear();
    process.stdout.write(`## ${name}: ${PARTS[name].summary}\n\n${report(result)}\n\n`);
  }
  await keep(options, results);
  if (options.writeDocs) await writeDocs(results);
  const missed = Object.values(results).flatMap(({ gates }) => gates.filter((gate) => !isMet(gate)));
  process.stdout.write(
    missed.length === 0 ? "All gates are met.\n" : `Missed: ${missed.map(({ name }) => name).join("; ")}\n`,
  );
  return missed.length === 0 ? 0 : 1;
}

async function contextOf(
  { rounds }: BenchOptions,
  bundles: string,
  onProgress: (text: string) => void,
): Promise<PartContext> {
  let recorded: Promise<Recording> | undefined;
  return {
    runtimes: await runtimes(onProgress),
    bundles,
    rounds,
    recording() {
      if (recorded === undefined) onProgress("recording what AWS answers");
      recorded ??= recordCases(bundles);
      return recorded;
    },
    onProgress,
  };
}

async function keep(
  { json, parts }: BenchOptions,
  results: Readonly<Partial<Record<PartName, PartResult>>>,
): Promise<void> {
  const text = `${JSON.stringify({ at: new Date().toISOString(), parts, results }, undefined, 2)}\n`;
  await mkdir(benchRoot, { recursive: true });
  for (const path of [`${benchRoot}/results.json`, ...(json === undefined ? [] : [json])]) await writeFile(path, text);
}

try {
  const options = readOptions(process.argv.slice(2));
  if (options.help) process.stdout.write(USAGE);
  else process.exitCode = await run(options);
} catch (error) {
  console.error(error);
  process.exitCode = 2;
}
