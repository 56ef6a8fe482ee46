import { jsonDocument } from "./json.ts";

/** The body of an artifact that is typed into a form: `[{label, value, sensitive}]`, in the form's order. Sensitive is what is `secret`. */
export const formFields = (fields: readonly (readonly [label: string, value: string])[], secret: string): string =>
  jsonDocument(fields.map(([label, value]) => ({ label, value, sensitive: value === secret })));
