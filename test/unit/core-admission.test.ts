import { asksForHolders, decideAdmission, type Newcomer } from "@latchkey/core/policies/decide-admission";
import { emailDomain, isPlainAddress, matchesDomain } from "@latchkey/core/policies/email-domain";
import { CLOSED, type SignUpPolicy } from "@latchkey/core/policies/policies";
import type { PoolUser } from "@latchkey/core/ports/user-directory";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

const ANN = "ann@example.com";
const LINKING: SignUpPolicy = { ...CLOSED, mode: "domains", allowedDomains: ["example.com"], link: "verified" };
const VOUCHED: Newcomer = { email: ANN, external: true, emailVerified: true };
const OWN: Newcomer = { email: ANN, external: false, emailVerified: false };

const user = (change: Partial<PoolUser> = {}): PoolUser => ({
  username: "ann",
  status: "CONFIRMED",
  enabled: true,
  email: ANN,
  emailVerified: true,
  createdAt: 0,
  ...change,
});

/** What is told apart from the real address by somebody, and by somebody else not. */
const LOOK_ALIKES: readonly (readonly [string, string])[] = [
  ["a domain that begins with it", "ann@example.com.evil.test"],
  ["mixed case in the domain", "ann@Example.COM"],
  ["mixed case before the @", "Ann@example.com"],
  ["a trailing dot", "ann@example.com."],
  ["a Cyrillic a", "ann@ex\u0430mple.com"],
  ["a Kelvin sign before the @", "an\u212a@example.com"],
  ["a full-width letter", "ann@\uff45xample.com"],
  ["two @", "ann@evil.test@example.com"],
  ["a quoted local part", '"ann"@example.com'],
  ["a plus tag", "ann+tag@example.com"],
  ["a space at the end", "ann@example.com "],
  ["a filter of its own", 'ann@example.com" or email = "eve@example.com'],
];

describe("an external identity", () => {
  it("is joined to the one user with the same address, vouched for by both sides", () => {
    expect(asksForHolders(LINKING, VOUCHED)).toBe(true);
    expect(decideAdmission(LINKING, VOUCHED, [user()])).toEqual({ kind: "linked", username: "ann" });
  });

  it.each(LOOK_ALIKES)("is never joined by %s", (_what, email) => {
    const open = { ...LINKING, mode: "open", allowedDomains: [] } as const;
    for (const policy of [LINKING, open])
      expect(decideAdmission(policy, { ...VOUCHED, email }, [user()]).kind).not.toBe("linked");
  });

  it("is never joined by an address that its provider does not vouch for", () => {
    const newcomer = { ...VOUCHED, emailVerified: false };
    expect(asksForHolders(LINKING, newcomer)).toBe(false);
    expect(decideAdmission(LINKING, newcomer, [user()])).toEqual({
      kind: "admitted",
      autoConfirm: false,
      autoVerifyEmail: false,
    });
  });

  it("is joined to nobody where the policy says never, or does not admit the address", () => {
    for (const change of [{ link: "never" }, { mode: "closed" }, { deniedDomains: ["example.com"] }] as const) {
      expect(asksForHolders({ ...LINKING, ...change }, VOUCHED)).toBe(false);
      expect(decideAdmission({ ...LINKING, ...change }, VOUCHED, [user()]).kind).not.toBe("linked");
    }
  });

  it.each([
    ["whose address the pool has not verified", user({ emailVerified: false })],
    ["who is disabled", user({ enabled: false })],
    ["who has not confirmed the sign-up", user({ status: "UNCONFIRMED" })],
    ["who comes from a provider as well", user({ status: "EXTERNAL_PROVIDER" })],
    ["with another address", user({ email: "eve@example.com" })],
  ])("is not joined to a user %s", (_who, holder) => {
    expect(decideAdmission(LINKING, VOUCHED, [holder]).kind).toBe("admitted");
  });

  it("is joined to nobody when two could be meant, or nobody could be asked", () => {
    expect(decideAdmission(LINKING, VOUCHED, [user(), user({ username: "ann2" })]).kind).toBe("admitted");
    expect(decideAdmission(LINKING, VOUCHED, undefined).kind).toBe("admitted");
  });

  it("is never verified by the policy of the application: that is for its provider to say", () => {
    const policy = { ...LINKING, link: "never", autoVerifyEmail: true, autoConfirm: true } as const;
    for (const emailVerified of [true, false])
      expect(decideAdmission(policy, { ...VOUCHED, emailVerified }, [])).toEqual({
        kind: "admitted",
        autoConfirm: false,
        autoVerifyEmail: false,
      });
  });

  it("is never joined to anybody but the verified owner of the very address, whatever is tried", () => {
    const pieces = fc.constantFrom(
      ...'aA@.-+"\\ '.split(""),
      ANN,
      "ann",
      "@example.com",
      "EXAMPLE.COM",
      "\u0430",
      "\u212a",
      "\u3002",
      "evil.test",
    );
    const email = fc.array(pieces, { maxLength: 5 }).map((all) => all.join(""));
    const mode = fc.constantFrom("open", "domains") satisfies fc.Arbitrary<SignUpPolicy["mode"]>;
    fc.assert(
      fc.property(email, mode, fc.boolean(), (address, chosen, emailVerified) => {
        const policy = { ...LINKING, mode: chosen };
        const newcomer = { email: address, external: true, emailVerified };
        const linked = decideAdmission(policy, newcomer, [user()]).kind === "linked";
        expect(linked).toBe(emailVerified && address === ANN);
      }),
      { numRuns: 3_000 },
    );
  });
});

describe("a sign-up of one's own", () => {
  const verifying: SignUpPolicy = { ...CLOSED, mode: "open", autoVerifyEmail: true, autoConfirm: true };

  it("is verified without a code only while nobody has proven the address", () => {
    expect(decideAdmission(verifying, OWN, [])).toMatchObject({ autoConfirm: true, autoVerifyEmail: true });
    expect(decideAdmission(verifying, OWN, [user({ emailVerified: false })])).toMatchObject({ autoVerifyEmail: true });
    for (const holders of [[user()], [user({ emailVerified: false }), user()], [user({ enabled: false })], undefined])
      expect(decideAdmission(verifying, OWN, holders)).toMatchObject({ autoConfirm: true, autoVerifyEmail: false });
  });

  it.each(LOOK_ALIKES.slice(3))("is not verified without a code by %s", (_what, email) => {
    const plain = ["ann+tag@example.com"].includes(email);
    expect(asksForHolders(verifying, { ...OWN, email })).toBe(plain);
    expect(decideAdmission(verifying, { ...OWN, email }, [])).toMatchObject({ autoVerifyEmail: plain });
  });

  it("never asks who has the address when nothing depends on it", () => {
    for (const policy of [CLOSED, { ...verifying, autoVerifyEmail: false }, LINKING])
      expect(asksForHolders(policy, OWN)).toBe(false);
    expect(asksForHolders(verifying, { ...OWN, email: undefined })).toBe(false);
  });
});

describe("a plain address", () => {
  it("has one domain, fits the filter of a search, and holds nothing that could end it", () => {
    const text = fc.string({ unit: fc.constantFrom(..."aZ0.@-+'\"\\ é\u212a".split("")), maxLength: 30 });
    fc.assert(
      fc.property(
        fc.oneof(
          text,
          text.map((local) => `${local}@example.com`),
        ),
        (email) => {
          if (!isPlainAddress(email)) return;
          expect(`email = "${email}"`.length).toBeLessThanOrEqual(256);
          expect(email).toMatch(/^[!-~]+$/);
          expect(email).not.toMatch(/["\\]/);
          expect(emailDomain(email)).toBe(email.slice(email.indexOf("@") + 1).toLowerCase());
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it("is of a longest length that still fits", () => {
    const longest = `${"a".repeat(64)}@${"b".repeat(60)}.${"c".repeat(60)}.${"d".repeat(54)}.com`;
    expect(isPlainAddress(longest)).toBe(true);
    expect(`email = "${longest}"`.length).toBeLessThanOrEqual(256);
    expect(isPlainAddress(`a${longest}`)).toBe(false);
    expect(isPlainAddress(`ann@${"a".repeat(5_000)}.com`)).toBe(false);
  });
});

describe("a policy of domains", () => {
  it("admits nothing whose domain is not one of them, in the eyes of everybody who splits an address", () => {
    const pieces = fc.constantFrom(
      "ann",
      "@",
      "example.com",
      "Example.Com",
      ".",
      "evil.test",
      "mail.",
      "\u0430",
      "\uff0e",
      "%40",
      "\u0000",
      " ",
      "xn--",
    );
    const email = fc.array(pieces, { minLength: 1, maxLength: 7 }).map((all) => all.join(""));
    const policy: SignUpPolicy = { ...CLOSED, mode: "domains", allowedDomains: ["example.com", "*.example.org"] };
    fc.assert(
      fc.property(email, (address) => {
        const newcomer = { email: address, external: false, emailVerified: false };
        const admitted = decideAdmission(policy, newcomer, undefined).kind !== "refused";
        const [, domain = "", ...more] = address.split("@");
        const plain = more.length === 0 && /^[\x21-\x7e]+$/.test(domain);
        expect(admitted).toBe(
          plain && address.indexOf("@") > 0 && matchesDomain(domain.toLowerCase(), policy.allowedDomains),
        );
      }),
      { numRuns: 3_000 },
    );
  });
});
