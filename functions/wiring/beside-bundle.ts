import { promises } from "node:fs";

/** A text file beside the bundle, read when it is first asked for and kept from then on. */
export function besideBundle(name: string): () => Promise<string> {
  let text: Promise<string> | undefined;
  return () => {
    // Not an import of node:fs/promises, which every start would load: few requests ask for a file.
    text ??= promises.readFile(new URL(name, import.meta.url), "utf8");
    return text;
  };
}
