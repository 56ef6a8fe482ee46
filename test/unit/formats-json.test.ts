import { erbText } from "@latchkey/connectors/formats/erb";
import { jsonDocument } from "@latchkey/connectors/formats/json";
import { renderErb } from "@latchkey/local/demo/formats/erb";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hostileText } from "../support/hostile-text.ts";

describe("a JSON document", () => {
  it("comes out as the same data and hides nothing from a reader", () => {
    fc.assert(
      fc.property(fc.dictionary(hostileText(), fc.array(hostileText(), { maxLength: 3 }), { maxKeys: 4 }), (data) => {
        const document = jsonDocument(data);
        expect(JSON.parse(document)).toEqual(structuredClone(data));
        expect(document).not.toMatch(/(?![ \n])[\p{C}\p{Z}]/u);
      }),
      { numRuns: 1500 },
    );
  });

  it("escapes characters beyond the basic plane as a pair", () => {
    expect(jsonDocument("\u{1FFFE}😀")).toBe('"\\uD83F\\uDFFE😀"\n');
  });
});

describe("text for ERB", () => {
  it("is rendered as the text itself", () => {
    fc.assert(
      fc.property(hostileText(), (text) => {
        expect(renderErb(erbText(text))).toBe(text);
      }),
      { numRuns: 1500 },
    );
  });

  it("would otherwise be run", () => {
    expect(() => renderErb("<%= 7 * 7 %>")).toThrow("Ruby");
    expect(() => renderErb("<%%<%= 7 %>")).toThrow("Ruby");
    expect(renderErb("<%%= 7 * 7 %>")).toBe("<%= 7 * 7 %>");
  });
});
