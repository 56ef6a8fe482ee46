import type { Metafile } from "esbuild";
import type { FunctionName } from "../../tools/functions.ts";

/** The most that each bundle may have, in bytes: 3 % more than it has. */
export const BUDGETS: Readonly<Record<FunctionName, number>> = {
  read: 205_000,
  reveal: 265_000,
  write: 360_000,
  inspect: 330_000,
  reconcile: 322_000,
  "rotate-secret": 290_000,
  "pre-sign-up": 175_000,
  "post-confirmation": 173_000,
  "pre-token-generation": 142_000,
};

export interface Contents {
  readonly bytes: number;
  /** Whose they are -> bytes. */
  readonly parts: Readonly<Record<string, number>>;
  /** What it still imports when it is loaded: a built-in of Node that is imported is slow, anything else is not there. */
  readonly imports: readonly string[];
  /** Inputs that belong to undici. */
  readonly undici: readonly string[];
  /** Packages that are in the bundle from two places. */
  readonly copies: readonly string[];
}

const OWNERS: readonly (readonly [name: string, of: RegExp])[] = [
  ["Cognito client", /@aws-sdk\/client-cognito-identity-provider\//],
  ["DynamoDB client", /@aws-sdk\/(client-dynamodb|util-dynamodb|dynamodb-codec)\//],
  ["Secrets Manager client", /@aws-sdk\/client-secrets-manager\//],
  ["EventBridge client", /@aws-sdk\/client-eventbridge\//],
  ["SDK core", /node_modules\/(@aws-sdk|@smithy|@aws|@aws-crypto|bowser|fast-xml-parser|tslib|uuid)\b/],
  ["zod", /node_modules\/zod\//],
  ["middy", /node_modules\/@middy\//],
  ["own code", /^(packages|functions)\//],
];

/** What is in the one bundle of this metafile. */
export function contents({ inputs, outputs }: Metafile): Contents {
  const output = Object.values(outputs).find(({ entryPoint }) => entryPoint !== undefined);
  if (output === undefined) throw new Error("The metafile has no output with an entry point");
  const parts = Object.fromEntries([...OWNERS.map(([name]) => [name, 0]), ["other", 0]]) as Record<string, number>;
  for (const [path, { bytesInOutput }] of Object.entries(output.inputs)) {
    const owner = OWNERS.find(([, of]) => of.test(path))?.[0] ?? "other";
    parts[owner] = (parts[owner] ?? 0) + bytesInOutput;
  }
  const paths = Object.keys(inputs);
  // What esbuild itself writes between the inputs.
  parts["other"] = (parts["other"] ?? 0) + output.bytes - Object.values(parts).reduce((sum, bytes) => sum + bytes, 0);
  return {
    bytes: output.bytes,
    parts,
    imports: output.imports.map(({ path }) => path),
    undici: paths.filter((path) => path.includes("undici")),
    copies: copiesIn(paths),
  };
}

function copiesIn(paths: readonly string[]): readonly string[] {
  const places = new Map<string, Set<string>>();
  for (const path of paths) {
    const [, place, name] = /^(.*node_modules\/)((?:@[^/]+\/)?[^/]+)\//.exec(path) ?? [];
    if (place !== undefined && name !== undefined) places.set(name, (places.get(name) ?? new Set()).add(place));
  }
  return [...places].filter(([, found]) => found.size > 1).map(([name]) => name);
}
