import { ifMatch } from "@latchkey/contract/header-parameters";
import { attachment } from "@latchkey/http/attachment";
import { entityTag, matchesTag, matchesVersion } from "@latchkey/http/entity-tag";
import { shown } from "@latchkey/http/shown";
import { describe, expect, it } from "vitest";

describe("Content-Disposition", () => {
  it("names a plain file name as it is", () => {
    expect(attachment("gitlab.rb")).toBe('attachment; filename="gitlab.rb"');
  });

  it("names any other file name in both forms, without a way out of the quotes", () => {
    expect(attachment("a\"b\\c;é\r\nx'*.rb")).toBe(
      "attachment; filename=\"a_b_c____x__.rb\"; filename*=UTF-8''a%22b%5Cc%3B%C3%A9%0D%0Ax%27%2A.rb",
    );
  });
});

describe("If-None-Match", () => {
  const tag = entityTag({ version: 3 });

  it.each(['"3"', 'W/"3"', '"1", "3"', '"1",W/"3" ', "*", " * "])("%j matches version 3", (header) => {
    expect(matchesTag(header, tag)).toBe(true);
  });

  it.each(["3", '"33"', '"1"', '"1", "2"', "", 'w/"3"'])("%j does not", (header) => {
    expect(matchesTag(header, tag)).toBe(false);
  });
});

describe("an entity tag", () => {
  it("tells verifications apart, which make no new version", () => {
    const tags = [undefined, 0, 1_795_253_400_000].map((verifiedAt) =>
      entityTag({ version: 3, ...(verifiedAt !== undefined && { verifiedAt }) }),
    );
    expect(tags).toEqual(['"3"', '"3-0"', '"3-mwq7isw0"']);
    expect(matchesTag('"3"', '"3-0"')).toBe(false);
  });
});

describe("If-Match", () => {
  it.each(['"3"', '"3-mwq7isw0"', '"1", "3"', '"1","3-0" ', "*", " * "])("%j matches version 3", (header) => {
    expect(matchesVersion(header, 3)).toBe(true);
  });

  it.each(['W/"3"', '"33"', '"1"', '"13"', '"03"', '"3-"', '"-3"', '"3 "', '"1", "2"', "", "3"])(
    "%j does not",
    (header) => {
      expect(matchesVersion(header, 3)).toBe(false);
    },
  );

  it.each(['"3"', 'W/"3"', '"a" , "b"', "*", '""'])("is read as %j", (header) => {
    expect(ifMatch.parse(header)).toEqual({ ok: true, value: header });
  });

  it.each(["3", "", '"3', '"3" "4"', '*, "3"', 'w/"3"', '"é"', '"3",'])("is refused as %j", (header) => {
    expect(ifMatch.parse(header)).toEqual({ ok: false, detail: expect.stringContaining("with its quotes") });
  });
});

describe("text that is repeated to the caller", () => {
  it("is cut and kept on one line", () => {
    expect(shown("a\nb\u202ec")).toBe("a\ufffdb\ufffdc");
    expect(shown("x".repeat(100))).toHaveLength(65);
    expect(shown("gitlab")).toBe("gitlab");
  });
});
