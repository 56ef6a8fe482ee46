import type { References } from "../relying-party.ts";
import { type DataMap, listOf, mapOf, textOf } from "./data.ts";
import { renderGoTemplate } from "./go-template.ts";
import { readYaml } from "./yaml.ts";

/** The data of a Kubernetes Secret, or of the Secret that an ExternalSecret makes of the secrets that it refers to. */
export function secretData(body: string, { secrets = {} }: References): DataMap {
  const manifest = mapOf(readYaml(body));
  if (manifest["kind"] === "Secret") return mapOf(manifest, "stringData");
  if (manifest["kind"] !== "ExternalSecret")
    throw new Error(`${JSON.stringify(manifest["kind"])} is no kind of secret`);
  const spec = mapOf(manifest, "spec");
  const values = new Map(
    listOf(spec["data"]).map((entry) => {
      const { key, property } = mapOf(mapOf(entry), "remoteRef");
      return [textOf(mapOf(entry)["secretKey"]), secrets[textOf(key)]?.[textOf(property)]] as const;
    }),
  );
  const template = mapOf(mapOf(mapOf(spec, "target"), "template"), "data");
  return Object.fromEntries(
    Object.entries(template).map(([key, value]) => [key, renderGoTemplate(textOf(value), values)]),
  );
}
