import { escapeHtml, html } from "@latchkey/local/login/pages/html";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

describe("markup", () => {
  it("escapes text for element content and for quoted attributes", () => {
    expect(html`<p title="${`"a" & 'b'`}">${"<b>"}</p>`.html).toBe(
      '<p title="&quot;a&quot; &amp; &#39;b&#39;">&lt;b&gt;</p>',
    );
  });

  it("takes markup, lists of it and numbers as they are, and nothing for false and undefined", () => {
    expect(html`${html`<i>1</i>`}${[html`<b>2</b>`, html`<u>3</u>`]}${4}${false}${undefined}`.html).toBe(
      "<i>1</i><b>2</b><u>3</u>4",
    );
  });

  it("never lets text end an element or an attribute, and loses none of it", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        const escaped = escapeHtml(text);
        expect(escaped).not.toMatch(/[<>"']/);
        const back = escaped
          .replaceAll("&lt;", "<")
          .replaceAll("&gt;", ">")
          .replaceAll("&quot;", '"')
          .replaceAll("&#39;", "'")
          .replaceAll("&amp;", "&");
        expect(back).toBe(text);
      }),
    );
  });
});
