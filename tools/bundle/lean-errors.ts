import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Plugin } from "esbuild";

const factory = fileURLToPath(new URL("../../packages/aws/src/lean/error-classes.ts", import.meta.url));

/**
 * The clients write out a class of 260 bytes for each error that their service knows, called operations or not. The same classes are made
 * by a function instead. 23 KB of the write bundle.
 */
export const leanErrors: Plugin = {
  name: "lean-errors",
  setup(plugin) {
    const filter = /[/\\]@aws-sdk[/\\]client-[^/\\]+[/\\]dist-es[/\\]models[/\\]errors\.js$/;
    plugin.onLoad({ filter }, async ({ path }) => ({ contents: madeByFactory(await readFile(path, "utf8")) }));
  },
};

function madeByFactory(source: string): string {
  const namespace = find(source, /shapeId = "([\w.]+)#/);
  const classes = source.replaceAll(/^export class [^]*?^\}$/gm, (written) => {
    const shape = shapeOf(written);
    // What the SDK writes in another way than these is left as it is.
    return written === asWritten(namespace, shape) ? asMade(shape) : written;
  });
  return `import { errorClasses } from ${JSON.stringify(factory)};
${classes.replace(/^(?=export const)/m, `const errorClass = errorClasses(__BaseException, "${namespace}");\n`)}`;
}

interface ErrorShape {
  readonly name: string;
  readonly fault: string;
  /** Source text of an object; empty when the error has no such trait. */
  readonly retryable: string;
  readonly members: readonly string[];
}

const find = (text: string, pattern: RegExp): string => pattern.exec(text)?.[1] ?? "";

const shapeOf = (written: string): ErrorShape => ({
  name: find(written, /^export class (\w+)/),
  fault: find(written, /^ {4}\$fault = "(\w+)";$/m),
  retryable: find(written, /^ {4}\$retryable = (\{[^]*?\});$/m),
  members: written.match(/(?<=^ {4})\w+(?=;$)/gm) ?? [],
});

const asWritten = (namespace: string, { name, fault, retryable, members }: ErrorShape): string =>
  [
    `export class ${name} extends __BaseException {`,
    `    static shapeId = "${namespace}#${name}";`,
    `    name = "${name}";`,
    `    $fault = "${fault}";`,
    ...(retryable === "" ? [] : [`    $retryable = ${retryable};`]),
    ...members.map((member) => `    ${member};`),
    "    constructor(opts) {",
    "        super({",
    `            name: "${name}",`,
    `            $fault: "${fault}",`,
    "            ...opts,",
    "        });",
    `        Object.setPrototypeOf(this, ${name}.prototype);`,
    ...members.map((member) => `        this.${member} = opts.${member};`),
    "    }",
    "}",
  ].join("\n");

const asMade = ({ name, fault, retryable, members }: ErrorShape): string =>
  `export const ${name} = errorClass("${name}", { fault: "${fault}", ${[
    ...(members.length > 0 ? [`members: ${JSON.stringify(members)}`] : []),
    ...(retryable === "" ? [] : [`retryable: ${retryable}`]),
  ].join(", ")} });`;
