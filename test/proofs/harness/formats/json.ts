import type { Json } from "@latchkey/core/json";
import type { MutableFormat } from "../mutations.ts";
import type { Embedded } from "./values.ts";
import { splicedMutants } from "./yaml.ts";

/** JSON documents, read as the YAML 1.2 that they are. Throws `SyntaxError` for a text that is none. */
export const json = (embedded: Embedded = {}): MutableFormat => ({
  // Parse boundary: what JSON.parse answers is JSON.
  mutants: (text) => splicedMutants(text, embedded, (document) => [JSON.parse(document) as Json]),
});
