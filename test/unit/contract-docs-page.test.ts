import { readFile } from "node:fs/promises";
import { html } from "@latchkey/contract/docs/html";
import { blocks, inline } from "@latchkey/contract/docs/markdown";
import { docsPage } from "@latchkey/contract/docs/page";
import type { OpenapiDocument } from "@latchkey/contract/openapi/document";
import { describe, expect, it } from "vitest";

const text = await readFile(new URL("../../openapi.json", import.meta.url), "utf8");
// The committed document has the form of one: it is generated as such.
const document = JSON.parse(text) as OpenapiDocument;
const page = docsPage(document);

describe("the documentation page", () => {
  it("runs nothing and loads nothing", () => {
    expect(page).not.toMatch(/<script|<iframe|<link rel="stylesheet"|@import|url\(|\son\w+=|\sstyle=/i);
    const sources = Array.from(page.matchAll(/\s(?:src|href)="([^"]*)"/g), ([, target]) => target!);
    expect(sources.filter((target) => !/^(#|\/v1\/openapi\.json$|data:,$)/.test(target))).toEqual([]);
  });

  it("has every link's target", () => {
    const ids = new Set(Array.from(page.matchAll(/\sid="([^"]*)"/g), ([, id]) => id));
    const wanted = Array.from(page.matchAll(/\shref="#([^"]*)"/g), ([, id]) => id);
    expect(wanted.filter((id) => !ids.has(id))).toEqual([]);
  });

  it("has no id twice", () => {
    const ids = Array.from(page.matchAll(/\sid="([^"]*)"/g), ([, id]) => id);
    expect(ids.length).toBe(new Set(ids).size);
  });

  it("shows every operation, every schema and every problem", () => {
    const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods));
    for (const { operationId } of operations) expect(page).toContain(`id="operation-${operationId}"`);
    for (const name of Object.keys(document.components.schemas)) expect(page).toContain(`id="schema-${name}"`);
    for (const { code } of document["x-problems"]) expect(page).toContain(`<code>${code}</code>`);
  });

  it("escapes whatever the document says", () => {
    const title = '</title><script>alert("1")</script>';
    const hostile = docsPage({
      ...document,
      info: { ...document.info, title, description: `\`${title}\` **${title}**` },
    });
    expect(hostile).not.toContain("<script");
    expect(hostile).toContain("&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;");
  });
});

describe("text in the document", () => {
  it("may hold code and emphasis, and nothing else that means something", () => {
    expect(inline("a `<b>` **c** _d_ <i>").text).toBe("a <code>&lt;b&gt;</code> <strong>c</strong> _d_ &lt;i&gt;");
  });

  it("has paragraphs and fenced code", () => {
    expect(blocks("one\n\n```\ntwo\n```").text).toBe(
      '<p>one</p><pre tabindex="0" role="region" aria-label="Example"><code>two</code></pre>',
    );
  });
});

describe("a template", () => {
  it("escapes text and keeps what is HTML already", () => {
    expect(html`<p title="${'"'}">${html`<b>${"<"}</b>`}${[html`1`, html`2`]}${3}</p>`.text).toBe(
      '<p title="&quot;"><b>&lt;</b>123</p>',
    );
  });
});
