import { createHash } from "node:crypto";
import type { ReadDeps } from "../deps.ts";
import type { Operation } from "../operation.ts";
import { PUBLIC_CACHE } from "../public-cache.ts";

/** `GET /docs`: a page that may use its own styles and nothing else. */
export const getDocs: Operation<"getDocs", ReadDeps> = async ({ documents }) => {
  const body = await documents.docs();
  return {
    status: 200,
    headers: { ...PUBLIC_CACHE, "Content-Security-Policy": policyOf(body) },
    content: { mediaType: "text/html; charset=utf-8", body },
  };
};

/** Names each inline style by its hash (https://www.w3.org/TR/CSP3/#match-element-to-source-list). */
function policyOf(page: string): string {
  const styles = Array.from(page.matchAll(/<style>([^]*?)<\/style>/g), ([, style = ""]) => {
    return `'sha256-${createHash("sha256").update(style).digest("base64")}'`;
  });
  const sources = styles.length === 0 ? "'none'" : styles.join(" ");
  return `default-src 'none'; style-src ${sources}; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
}
