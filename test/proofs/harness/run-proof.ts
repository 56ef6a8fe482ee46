import { mkdir, writeFile } from "node:fs/promises";
import type { DefinedConnector } from "@latchkey/connectors/define";
import { fingerprint } from "@latchkey/connectors/fingerprint";
import type { StackDescription } from "@latchkey/local/stack/description";
import type { ClientProcess } from "./client-process.ts";
import { proofContext } from "./context.ts";
import { readHarmless } from "./harmless.ts";
import type { Product, Proof } from "./proof.ts";
import { writeRecord } from "./record.ts";
import type { Failed, Passed, ProofResult } from "./report.ts";
import { type MutationReport, runMutations } from "./run-mutations.ts";
import { missing } from "./toolchains.ts";

export interface RunProofInput {
  readonly proof: Proof;
  readonly connector: DefinedConnector;
  readonly stack: StackDescription;
  readonly folders: ProofFolders;
  /** When the mutation run has to be over, in milliseconds since the epoch; undefined for no mutation run. */
  readonly mutateUntil: number | undefined;
  readonly now: () => Date;
}

export interface ProofFolders {
  /** Where `<connector>/harmless.json` is. */
  readonly proofs: string;
  /** Where `<connector>.json` is written. */
  readonly records: string;
  /** Where `<connector>-mutations.txt` is written, each change and what caught it. */
  readonly logs: string;
}

/** Runs one proof, and its mutation run when asked for. A proof without its toolchain is skipped; nothing is thrown. */
export async function runProof(input: RunProofInput): Promise<ProofResult> {
  const { proof, folders, now } = input;
  const began = now().getTime();
  const seconds = (): number => (now().getTime() - began) / 1000;
  const lacking = await missing(proof, `${folders.proofs}/${proof.connector}/client`);
  if (lacking !== undefined)
    return { connector: proof.connector, outcome: "skipped", why: lacking, seconds: seconds() };
  try {
    const found = await withClient(proof, (client) => proven(input, client));
    return { connector: proof.connector, ...found, seconds: seconds() };
  } catch (error) {
    return { connector: proof.connector, outcome: "failed", why: explained(error), seconds: seconds() };
  }
}

type Found = (Passed | Failed) & Pick<ProofResult, "mutations">;

async function proven(input: RunProofInput, client: ClientProcess): Promise<Found> {
  const { proof, stack, connector, folders, now } = input;
  const products = await productsOf(client);
  const watched = await proofContext({ connector: proof.connector, stack, client });
  await proof.prove(watched.context);
  if (watched.proven.length === 0) throw new Error("The proof shows nothing.");
  const mutations = await mutated(input, client);
  if (mutations !== undefined && mutations.problems.length > 0)
    return { outcome: "failed", why: "the mutation run found problems", mutations };
  const recorded = await writeRecord(
    `${folders.records}/${proof.connector}.json`,
    {
      connector: proof.connector,
      products,
      proven: watched.proven,
      settings: watched.settings,
      fingerprint: fingerprint(connector, watched.settings),
    },
    now().toISOString().slice(0, 10),
  );
  const shown = { proven: watched.proven, notes: watched.notes };
  return { outcome: "passed", products, ...shown, recorded, ...(mutations && { mutations }) };
}

async function mutated(input: RunProofInput, client: ClientProcess): Promise<MutationReport | undefined> {
  const { proof, stack, folders, mutateUntil, now } = input;
  if (mutateUntil === undefined) return undefined;
  const { context } = await proofContext({ connector: proof.connector, stack, client });
  const harmless = await readHarmless(`${folders.proofs}/${proof.connector}/harmless.json`);
  const limits = { deadline: mutateUntil, now: () => now().getTime() };
  const found = await runMutations(await proof.mutations(context), harmless, limits);
  const lines = found.verdicts.map(({ mutation, caughtBy }) => `${mutation}\n    ${caughtBy ?? "NOT CAUGHT"}\n`);
  await mkdir(folders.logs, { recursive: true });
  await writeFile(`${folders.logs}/${proof.connector}-mutations.txt`, lines.join(""));
  return found;
}

async function withClient<T>(proof: Proof, use: (client: ClientProcess) => Promise<T>): Promise<T> {
  const client = await proof.prepare();
  try {
    return await use(client);
  } finally {
    await client.close();
  }
}

async function productsOf(client: ClientProcess): Promise<readonly Product[]> {
  const { products } = await client.ask({ do: "about" });
  // Parse boundary: the member is checked entry by entry.
  const list = Array.isArray(products) ? (products as readonly Partial<Product>[]) : [];
  if (list.length === 0) throw new Error("The client does not say which product it runs.");
  return list.map(({ name, version }) => {
    if (typeof name !== "string" || typeof version !== "string" || name === "" || version === "")
      throw new Error(`The client names a product without name or version: ${JSON.stringify(products)}`);
    return { name, version };
  });
}

/** The claim and, below it, everything that led there. */
function explained(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? "" : `\n  ${explained(error.cause)}`;
  return error.message + cause;
}
