import { clientName, clientNamePrefix, foldName } from "@latchkey/core/names";
import { assert as check, property, string } from "fast-check";
import { describe, expect, it } from "vitest";

const ID = "int_01JDA7Z8Q4T3V5W6X7Y8Z9A0BC";

describe("an app client's name", () => {
  it("carries the integration's mark and what ASCII can show of its name", () => {
    expect(clientName("prod", ID, "Größe & Café (2)")).toBe(`latchkey.prod.${ID} Grosse + Cafe 2`);
    expect(clientName("prod", ID, "日本語")).toBe(`latchkey.prod.${ID} -`);
  });

  it("is one that Cognito accepts, whatever the integration is called", () => {
    check(
      property(string({ unit: "binary", maxLength: 300 }), (name) => {
        const result = clientName("local", ID, name);
        expect(result).toMatch(/^[\w\s+=,.@-]{1,128}$/);
        expect(result.startsWith(clientNamePrefix("local", ID))).toBe(true);
      }),
    );
  });

  it("is not taken for another deployment's or another integration's", () => {
    expect(clientName("prod", ID, "x").startsWith(clientNamePrefix("pro", ID))).toBe(false);
    expect(clientName("prod", ID, "x").startsWith(clientNamePrefix("prod", `${ID.slice(0, -1)}D` as typeof ID))).toBe(
      false,
    );
  });
});

describe("folding a name", () => {
  it("makes case, width and surrounding space no difference", () => {
    expect(foldName("  Git\u00a0Lab ")).toBe(foldName("ＧＩＴ LAB"));
    expect(foldName("GitLab")).not.toBe(foldName("GitLab 2"));
  });
});
