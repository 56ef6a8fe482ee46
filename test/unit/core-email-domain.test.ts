import { decideSignUp, refusalText } from "@latchkey/core/policies/decide-sign-up";
import { emailDomain, matchesDomain, normalDomain, normalPattern } from "@latchkey/core/policies/email-domain";
import { CLOSED, type SignUpPolicy } from "@latchkey/core/policies/policies";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

const policy = (change: Partial<SignUpPolicy>): SignUpPolicy => ({ ...CLOSED, ...change });
const only = (...allowedDomains: string[]) => policy({ mode: "domains", allowedDomains });
const admitted = (given: SignUpPolicy, email: string | undefined): boolean => decideSignUp(given, email).admitted;

describe("a policy for example.com", () => {
  it.each([
    "ann@example.com",
    "Ann@EXAMPLE.COM",
    "ann@Example.Com",
    "ann+tag@example.com",
    "a.n.n@example.com",
    "a@example.com",
  ])("admits %s", (email) => expect(admitted(only("example.com"), email)).toBe(true));

  it.each([
    ["another domain", "ann@example.org"],
    ["a domain that begins with it", "ann@example.com.evil.test"],
    ["a domain that ends in its letters", "ann@notexample.com"],
    ["a domain below it", "ann@mail.example.com"],
    ["a trailing dot, which names the same host and is another text", "ann@example.com."],
    ["a leading dot", "ann@.example.com"],
    ["two dots", "ann@example..com"],
    ["a Cyrillic a", "ann@ex\u0430mple.com"],
    ["a Greek omicron", "ann@example.c\u03bfm"],
    ["full-width letters", "ann@\uff45xample.com"],
    ["a full-width dot", "ann@example\uff0ecom"],
    ["an ideographic full stop", "ann@example\u3002com"],
    ["a soft hyphen", "ann@exam\u00adple.com"],
    ["a zero-width joiner", "ann@exam\u200dple.com"],
    ["a zero-width space", "ann@exam\u200bple.com"],
    ["a long s", "ann@example.com\u017f"],
    ["a Kelvin sign", "ann@\u212aexample.com"],
    ["a circled letter", "ann@ex\u24d0mple.com"],
    ["a combining mark", "ann@exa\u0301mple.com"],
    ["a right-to-left mark", "ann@example.com\u200f"],
    ["two @", "ann@evil.test@example.com"],
    ["a quoted local part with an @", '"ann@evil.test"@example.com'],
    ["an @ after the domain", "ann@example.com@evil.test"],
    ["no local part", "@example.com"],
    ["no domain", "ann@"],
    ["no @", "example.com"],
    ["a space before the domain", "ann@ example.com"],
    ["a space after it", "ann@example.com "],
    ["a line break", "ann@example.com\n"],
    ["a tab", "ann@exam\tple.com"],
    ["a null character", "ann@example.com\u0000"],
    ["a port", "ann@example.com:443"],
    ["a path", "ann@example.com/evil.test"],
    ["a backslash", "ann@example.com\\evil.test"],
    ["a query", "ann@example.com?evil.test"],
    ["a fragment", "ann@example.com#evil.test"],
    ["percent-encoding", "ann@ex%61mple.com"],
    ["an address literal", "ann@[192.0.2.1]"],
    ["a number for an address", "ann@3221225985"],
    ["an IPv4 address", "ann@192.0.2.1"],
    ["a comment", "ann@(evil.test)example.com"],
    ["an angle bracket", "Ann <ann@example.com>"],
    ["a list of two", "ann@evil.test,bob@example.com"],
    ["5,000 characters before the @", `${"a".repeat(5_000)}@example.com`],
    ["5,000 characters after it", `ann@${"a".repeat(5_000)}.example.com`],
    ["nothing", ""],
  ])("refuses %s", (_what, email) => {
    expect(admitted(only("example.com"), email)).toBe(false);
  });

  it("takes one of its look-alikes for what it is: its own domain, which another policy may name", () => {
    expect(emailDomain("ann@ex\u0430mple.com")).toBe("xn--exmple-4nf.com");
    expect(admitted(only("xn--exmple-4nf.com"), "ann@ex\u0430mple.com")).toBe(true);
  });

  it("decides over 5,000 characters as fast as over five: it looks at none of them", () => {
    expect(emailDomain("@".repeat(5_000))).toBeUndefined();
    expect(emailDomain(`${"a@".repeat(2_500)}example.com`)).toBeUndefined();
    expect(normalDomain("a.".repeat(2_500))).toBeUndefined();
  });
});

describe("international domains", () => {
  it("are one and the same in letters and in punycode, whatever their case", () => {
    const given = only(normalPattern("Bücher.example")!);
    for (const email of [
      "ann@bücher.example",
      "ann@xn--bcher-kva.example",
      "ann@BÜCHER.example",
      "ann@XN--BCHER-KVA.EXAMPLE",
    ])
      expect(admitted(given, email)).toBe(true);
    expect(admitted(given, "ann@bucher.example")).toBe(false);
  });

  it("are refused when their punycode is broken", () => {
    for (const email of ["ann@xn--.example", "ann@xn--a.example", "ann@xn--zzzzzzzz99999.example"])
      expect(admitted(only("example"), email)).toBe(false);
  });
});

describe("a pattern with an asterisk", () => {
  const given = only("*.example.com");

  it("means the domain and everything below it", () => {
    for (const domain of ["example.com", "mail.example.com", "a.b.c.example.com"])
      expect(admitted(given, `ann@${domain}`)).toBe(true);
  });

  it("means nothing else", () => {
    for (const domain of ["notexample.com", "example.com.evil.test", "evil-example.com", "com", "*.example.com"])
      expect(admitted(given, `ann@${domain}`)).toBe(false);
  });

  it("is written at the beginning, once, before a domain", () => {
    expect(normalPattern("*.Example.COM")).toBe("*.example.com");
    for (const pattern of [
      "*",
      "*.",
      "*.com.",
      "a.*.com",
      "*example.com",
      "**.example.com",
      "*.*.example.com",
      "",
      "com",
      "*.com",
    ])
      expect(normalPattern(pattern), pattern).toBeUndefined();
  });

  it("that is no pattern matches nothing", () => {
    expect(matchesDomain("example.com", [])).toBe(false);
    expect(matchesDomain("example.com", ["com", "*.ple.com", "EXAMPLE.COM"])).toBe(false);
  });
});

describe("what is denied", () => {
  it("is denied whatever else is allowed", () => {
    const given = policy({
      mode: "domains",
      allowedDomains: ["*.example.com"],
      deniedDomains: ["example.com", "*.evil.example.com"],
    });
    expect(admitted(given, "ann@good.example.com")).toBe(true);
    for (const domain of ["example.com", "evil.example.com", "a.evil.example.com", "A.EVIL.example.com"])
      expect(admitted(given, `ann@${domain}`)).toBe(false);
  });

  it("is denied on open sign-up too, where an address that cannot be read is no way around it", () => {
    const given = policy({ mode: "open", deniedDomains: ["*.evil.test"] });
    expect(admitted(given, "ann@example.com")).toBe(true);
    for (const email of [
      "ann@evil.test",
      "ann@a.evil.test",
      "ann@evil.test.",
      "ann@\uff45vil.test",
      "a@b@evil.test",
      "",
      undefined,
    ])
      expect(admitted(given, email)).toBe(false);
  });
});

describe("the mode", () => {
  it("closed takes nobody, and open everybody, also without an address", () => {
    expect(decideSignUp(CLOSED, "ann@example.com")).toEqual({ admitted: false, why: "closed" });
    expect(decideSignUp(policy({ mode: "open" }), undefined)).toMatchObject({ admitted: true });
    expect(decideSignUp(only("example.com"), undefined)).toEqual({ admitted: false, why: "no-email" });
  });

  it("domains without a domain takes nobody", () => {
    expect(admitted(only(), "ann@example.com")).toBe(false);
  });

  it("confirms only what the policy says, and verifies only an address that is there", () => {
    const given = policy({ mode: "open", autoConfirm: true, autoVerifyEmail: true });
    expect(decideSignUp(given, "ann@example.com")).toEqual({
      admitted: true,
      autoConfirm: true,
      autoVerifyEmail: true,
    });
    expect(decideSignUp(given, "")).toEqual({ admitted: true, autoConfirm: true, autoVerifyEmail: false });
    expect(decideSignUp(only("example.com"), "ann@example.com")).toEqual({
      admitted: true,
      autoConfirm: false,
      autoVerifyEmail: false,
    });
  });

  it("answers a person in one sentence that tells nothing of the policy", () => {
    for (const why of ["closed", "no-email", "domain"] as const) {
      expect(refusalText(why).length).toBeGreaterThan(20);
      expect(refusalText(why)).not.toMatch(/\.$|example/);
    }
  });
});

describe("any address", () => {
  const hostile = fc.string({
    unit: fc.constantFrom(..."example.com@-.*[]%/\\?#: \u00ad\u200b\u3002\uff45\u0430\u017f\u0131İß".split("")),
    maxLength: 40,
  });

  it("that is admitted ends in exactly @ and an allowed domain, in ASCII", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          hostile,
          hostile.map((text) => `ann@${text}`),
          hostile.map((text) => `${text}@example.com`),
        ),
        (email) => {
          if (!admitted(only("example.com"), email)) return;
          expect(email.toLowerCase().endsWith("@example.com")).toBe(true);
          expect(email.split("@")).toHaveLength(2);
          expect(/^\p{ASCII}*$/u.test(email.slice(email.indexOf("@")))).toBe(true);
        },
      ),
      { numRuns: 3_000 },
    );
  });

  it("has a domain in a form that does not change any more, and that its own pattern matches", () => {
    fc.assert(
      fc.property(fc.oneof(fc.domain(), hostile), (text) => {
        const domain = normalDomain(text);
        if (domain === undefined) return;
        expect(normalDomain(domain)).toBe(domain);
        expect(normalPattern(text)).toBe(domain);
        expect(matchesDomain(domain, [domain])).toBe(true);
        expect(matchesDomain(domain, [`*.${domain}`])).toBe(true);
        expect(matchesDomain(`${domain}.evil.test`, [domain, `*.${domain}`])).toBe(false);
      }),
      { numRuns: 1_000 },
    );
  });
});
