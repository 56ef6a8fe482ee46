import { readFile } from "node:fs/promises";

/** A text file beside the bundle, read when it is first asked for and kept from then on. */
export function besideBundle(name: string): () => Promise<string> {
  let text: Promise<string> | undefined;
  return () => {
    text ??= readFile(new URL(name, import.meta.url), "utf8");
    return text;
  };
}
