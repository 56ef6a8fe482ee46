import { readFile } from "node:fs/promises";
import type { BuildOptions, Plugin } from "esbuild";

/** A cost that somebody could bring in without meaning to, and the gates that have to turn red for it. */
export interface Plant {
  readonly name: PlantName;
  readonly summary: string;
  /** Builds it into a function. */
  into(options: BuildOptions): BuildOptions;
}

export const PLANT_NAMES = ["esm-http", "zod-named", "copies", "scan", "extra-call", "work", "leak"] as const;

export type PlantName = (typeof PLANT_NAMES)[number];

/** Ten pages of 1 MB, which is enough to grow with the table, and little enough that nothing runs out of time. */
const SCAN = `for (let page = 0, from; page < 10 && (page === 0 || from); page += 1)
    from = (await table.client.send(new PlantedScan({ TableName: table.name, ExclusiveStartKey: from }))).LastEvaluatedKey;`;

const EXTRA_CALL = `await table.client.send(
    new PlantedGet({ TableName: table.name, Key: { pk: { S: "INT#1" }, sk: { S: "META" } } }));`;

export const PLANTS: Readonly<Record<PlantName, Plant>> = {
  "esm-http": {
    name: "esm-http",
    summary: "an ESM import of node:http",
    into: (options) =>
      withPlugins(options, [
        leftInPlace,
        besideHandler('import * as http from "node:http"; globalThis.planted = http;'),
      ]),
  },
  "zod-named": {
    name: "zod-named",
    summary: "zod by its named import, which brings every language",
    into: (options) =>
      withPlugins(options, [besideHandler('import { z } from "zod"; globalThis.planted = z.string();')]),
  },
  copies: {
    name: "copies",
    summary: "undici, and a package that is there already from a second place",
    into: (options) =>
      withPlugins(options, [
        fromElsewhere,
        besideHandler(
          'import "elsewhere/node_modules/undici/index.js"; import "elsewhere/node_modules/@smithy/core/index.js";',
        ),
      ]),
  },
  scan: {
    name: "scan",
    summary: "a scan of the table, as far as ten pages, in each request",
    into: (options) => withPlugins(options, beforeEachCall(SCAN)),
  },
  "extra-call": {
    name: "extra-call",
    summary: "one more call of AWS in each request",
    into: (options) => withPlugins(options, beforeEachCall(EXTRA_CALL)),
  },
  work: {
    name: "work",
    summary: "a millisecond of work in each request",
    into: (options) =>
      withPlugins(options, [inEachRequest("for (const end = performance.now() + 1; performance.now() < end; );")]),
  },
  leak: {
    name: "leak",
    summary: "each request kept in memory",
    into: (options) =>
      withPlugins(options, [inEachRequest('(globalThis.planted ??= []).push("x".repeat(2_000).split(""));')]),
  },
};

const withPlugins = (options: BuildOptions, plugins: readonly Plugin[]): BuildOptions => ({
  ...options,
  plugins: [...plugins, ...(options.plugins ?? [])],
});

/** Keeps the planted import, and no other, an import. */
const leftInPlace: Plugin = {
  name: "planted-import",
  setup: ({ onResolve }) =>
    onResolve({ filter: /^node:http$/ }, ({ path, importer }) =>
      BESIDE_HANDLER.test(importer) ? { path, external: true } : undefined,
    ),
};

/** Stands for packages that somebody depends on: only where they lie counts. */
const fromElsewhere: Plugin = {
  name: "planted-copies",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^elsewhere\/node_modules\// }, ({ path }) => ({ path, namespace: "planted" }));
    onLoad({ filter: /.*/, namespace: "planted" }, () => ({ contents: "globalThis.planted = true;" }));
  },
};

/** A module of every function. */
const BESIDE_HANDLER = /[/\\]packages[/\\]core[/\\]src[/\\]upstream\.ts$/;

/** Code that runs when a function is loaded. */
const besideHandler = (code: string): Plugin =>
  changed("beside-handler", BESIDE_HANDLER, (source) => `${code}\n${source}`);

const PLANTED_COMMANDS =
  'import { GetItemCommand as PlantedGet, ScanCommand as PlantedScan } from "@aws-sdk/client-dynamodb";';

/** Code that runs before each call of DynamoDB that reads an item, queries, or writes. */
const beforeEachCall = (code: string): readonly Plugin[] => {
  const before = (command: string, source: string): string =>
    replaced(source, `const command = new ${command}(`, `${code}\n  const command = new ${command}(`);
  return [
    changed("before-reads", /[/\\]dynamodb[/\\]get\.ts$/, (source) => {
      const waiting = replaced(source, "export function query(", "export async function query(");
      return `${PLANTED_COMMANDS}\n${before("QueryCommand", before("GetItemCommand", waiting))}`;
    }),
    changed(
      "before-writes",
      /[/\\]dynamodb[/\\]transact\.ts$/,
      (source) => `${PLANTED_COMMANDS}\n${before("TransactWriteItemsCommand", source)}`,
    ),
  ];
};

/** Code that runs in each request of the API. */
const inEachRequest = (code: string): Plugin =>
  changed("in-each-request", /[/\\]http[/\\]src[/\\]serve\.ts$/, (source) => {
    const first = "const { facts, signal } = event.exchange;";
    return replaced(source, first, `${first}\n  ${code}`);
  });

function replaced(source: string, what: string, by: string): string {
  if (!source.includes(what)) throw new Error(`Nothing can be planted: there is no ${JSON.stringify(what)}`);
  return source.replace(what, by);
}

function changed(name: string, filter: RegExp, change: (source: string) => string): Plugin {
  return {
    name: `planted-${name}`,
    setup: ({ onLoad }) =>
      onLoad({ filter }, async ({ path }) => ({ contents: change(await readFile(path, "utf8")), loader: "ts" })),
  };
}
