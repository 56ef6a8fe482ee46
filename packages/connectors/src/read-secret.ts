import { SECRET_JSON_KEY, type SecretCredential } from "@latchkey/core/payload";
import { shellWord } from "./formats/shell.ts";

type Reference = Extract<SecretCredential, { kind: "reference" }>;

/** How the value stands in its file: as a line, or as its very characters for a product that takes the line end for a part of it. */
export type SecretFileForm = "line" | "exact";

/** A shell command that writes the secret's value into a file that only its owner can read. */
export function writeSecretCommand({ region, arn, name }: Reference, path: string, form: SecretFileForm): string {
  const read = `aws secretsmanager get-secret-value --region ${shellWord(region)} --secret-id ${shellWord(arn ?? name)} --query SecretString --output text`;
  return `(umask 077 && ${read} | jq ${form === "line" ? "-er" : "-ej"} .${SECRET_JSON_KEY} > ${path})`;
}
