import { parseDocument } from "yaml";
import type { Data } from "./data.ts";

/** A YAML document that YAML 1.1 (Ruby's reader) and 1.2 agree on, without duplicate keys, tags, anchors or warnings. */
export function readYaml(text: string): Data {
  const [older, newer] = (["1.1", "1.2"] as const).map((version) => {
    const document = parseDocument(text, { version, uniqueKeys: true, logLevel: "silent" });
    const [problem] = [...document.errors, ...document.warnings];
    if (problem !== undefined) throw problem;
    return JSON.stringify(document.toJS({ maxAliasCount: 0 }));
  });
  if (older === undefined || older !== newer) throw new Error("YAML 1.1 and 1.2 read this differently");
  return JSON.parse(older) as Data;
}
