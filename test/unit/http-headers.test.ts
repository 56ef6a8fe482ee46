import { attachment } from "@latchkey/http/attachment";
import { entityTag, matchesTag } from "@latchkey/http/entity-tag";
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
  const tag = entityTag(3);

  it.each(['"3"', 'W/"3"', '"1", "3"', '"1",W/"3" ', "*", " * "])("%j matches version 3", (header) => {
    expect(matchesTag(header, tag)).toBe(true);
  });

  it.each(["3", '"33"', '"1"', '"1", "2"', "", 'w/"3"'])("%j does not", (header) => {
    expect(matchesTag(header, tag)).toBe(false);
  });
});

describe("text that is repeated to the caller", () => {
  it("is cut and kept on one line", () => {
    expect(shown("a\nb\u202ec")).toBe("a\ufffdb\ufffdc");
    expect(shown("x".repeat(100))).toHaveLength(65);
    expect(shown("gitlab")).toBe("gitlab");
  });
});
