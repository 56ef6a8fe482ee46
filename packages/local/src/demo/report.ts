import type { DemoResult } from "./run-demo.ts";

const RULE = "-".repeat(78);

/** The artifacts as they were answered, then what was shown with them. */
export function report(results: readonly DemoResult[]): string {
  const artifacts = results.flatMap(({ title, artifacts: all }) =>
    all.map(({ name, title: what, body }) => `${RULE}\n${title}: ${name} (${what})\n${RULE}\n${body.trimEnd()}\n`),
  );
  return [...artifacts, RULE, ...results.map(summary)].join("\n");
}

function summary({ title, artifacts, refusals }: DemoResult): string {
  const signedIn = artifacts.filter(({ person }) => person !== undefined).map(({ name }) => name);
  const [person] = artifacts.flatMap((artifact) => (artifact.person === undefined ? [] : [artifact.person]));
  return [
    title,
    `  signed ${person?.email} in as ${person?.subject} with ${signedIn.join(", ")}`,
    ...refusals.map((refusal) => `  refused ${refusal.title} (${refusal.answer})`),
    "",
  ].join("\n");
}
