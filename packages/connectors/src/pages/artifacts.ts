import type { JsonObject } from "@latchkey/core/json";
import type { Apply, ArtifactDraft } from "@latchkey/core/payload";
import type { DefinedConnector } from "../define.ts";
import { bullets, code, codeBlock, steps, table } from "./markdown.ts";

const APPLY: Readonly<Record<Apply, string>> = {
  create: "create it",
  merge: "merge it into what is there",
  replace: "it replaces what is there",
  run: "run it",
  enter: "type it into a form",
};

const LANGUAGES: Readonly<Record<string, string>> = {
  "application/json": "json",
  "application/yaml": "yaml",
  "text/x-ruby": "ruby",
  "text/x-shellscript": "sh",
};

/** The part of a page about what comes back: the app client, and every artifact, method by method. */
export function artifactsSection(
  connector: DefinedConnector,
  settings: JsonObject,
  artifacts: readonly ArtifactDraft[],
): string {
  const methods = [...new Set(artifacts.map(({ method }) => method))];
  const { callbackUrls, logoutUrls, scopes } = connector.client(settings);
  return [
    "## What you get",
    "An app client in the user pool, with a secret of its own:",
    table(
      ["", ""],
      [
        ["callback URLs", callbackUrls.map(code).join(", ")],
        ["logout URLs", logoutUrls.map(code).join(", ")],
        ["scopes", scopes.map(code).join(", ")],
        ["flow", "authorization code"],
      ],
    ),
    `And the artifacts, here by reference (${code("?secret=reference")}). ${alternatives(methods)}`,
    ...methods.map((method) => methodSection(method, artifacts)),
  ].join("\n\n");
}

const alternatives = (methods: readonly string[]): string =>
  methods.length === 1
    ? "They are used together."
    : `Artifacts of one method are used together; take one of the methods ${methods.map(code).join(", ")}.`;

function methodSection(method: string, artifacts: readonly ArtifactDraft[]): string {
  const own = artifacts.filter((artifact) => artifact.method === method);
  return [
    `### ${code(method)}`,
    table(
      ["artifact", "what it is", "how", "where"],
      own.map(({ name, title, apply, target }) => [code(name), title, APPLY[apply], target]),
    ),
    ...own.map(artifactSection),
  ].join("\n\n");
}

function artifactSection({ name, apply, mediaType, body, overwrites = [], nextSteps }: ArtifactDraft): string {
  return [
    `#### ${code(name)}`,
    apply === "enter" ? formTable(body) : codeBlock(LANGUAGES[mediaType] ?? "", body),
    ...(overwrites.length === 0 ? [] : [`It overwrites:\n\n${bullets(overwrites)}`]),
    steps(nextSteps),
  ].join("\n\n");
}

function formTable(body: string): string {
  // Parse boundary: a connector of ours has just written it.
  const fields = JSON.parse(body) as readonly { readonly label: string; readonly value: string }[];
  return table(
    ["field", "value"],
    fields.map(({ label, value }) => [label, code(value)]),
  );
}
