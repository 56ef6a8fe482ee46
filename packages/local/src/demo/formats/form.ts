import { type Data, listOf, mapOf, onlyKeys, textOf } from "./data.ts";

/** The fields of an artifact that is typed into a form, by label. Throws for a label that is there twice and for any other member. */
export function readForm(body: string): ReadonlyMap<string, string> {
  const fields = listOf(JSON.parse(body) as Data).map((field) => {
    const { label, value, sensitive } = onlyKeys(mapOf(field), ["label", "value", "sensitive"]);
    if (typeof sensitive !== "boolean")
      throw new Error(`${JSON.stringify(sensitive)} does not say whether it is sensitive`);
    return [textOf(label), textOf(value)] as const;
  });
  const byLabel = new Map(fields);
  if (byLabel.size < fields.length) throw new Error("a label is there twice");
  return byLabel;
}
