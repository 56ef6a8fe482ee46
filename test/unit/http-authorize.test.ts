import { ADMIN_SCOPE, scopes } from "@latchkey/contract/scopes";
import { LatchkeyError } from "@latchkey/core/errors";
import { authorize, type Claims, requireScope } from "@latchkey/http/authorize";
import { describe, expect, it } from "vitest";

const machine = (scope: string, change: Claims = {}): Claims => ({
  token_use: "access",
  client_id: "portal",
  sub: "portal",
  scope,
  ...change,
});
const person = (scope: string, groups: unknown, change: Claims = {}): Claims => ({
  ...machine(scope),
  sub: "6e1a",
  username: "ann@example.com",
  "cognito:groups": groups,
  ...change,
});

function codeOf(action: () => unknown): string | undefined {
  try {
    action();
  } catch (error) {
    if (error instanceof LatchkeyError) return error.code;
    throw error;
  }
  return undefined;
}

const isAdmin = (scope: string, groups: string): boolean =>
  authorize(person(`integrations/read ${scope}`, groups), "integrations/read").caller.admin;

describe("a machine", () => {
  it("owns what its client registers", () => {
    expect(authorize(machine("integrations/read"), "integrations/read").caller).toEqual({
      owner: "client:portal",
      admin: false,
    });
  });

  it("is an admin by the scope integrations/admin", () => {
    expect(authorize(machine("integrations/read integrations/admin"), "integrations/read").caller.admin).toBe(true);
  });

  it("needs no group, and gains nothing by one", () => {
    const claims = machine("integrations/read", { "cognito:groups": "[latchkey-admins]" });
    expect(authorize(claims, "integrations/read").caller.admin).toBe(false);
  });

  it("needs a client id", () => {
    for (const client_id of [undefined, "", 7])
      expect(codeOf(() => authorize(machine("integrations/read", { client_id }), "integrations/read"))).toBe(
        "forbidden",
      );
  });
});

describe("a person", () => {
  it("owns what they register, whichever application they use", () => {
    expect(authorize(person("integrations/read", "[latchkey-users]"), "integrations/read").caller).toEqual({
      owner: "user:6e1a",
      admin: false,
    });
  });

  it.each([
    ["the gateway's text", "[eu-west-1_Google latchkey-users]"],
    ["a list", ["eu-west-1_Google", "latchkey-users"]],
    ["admins, who are users too", "[latchkey-admins]"],
  ])("is let in by group, as %s", (_title, groups) => {
    expect(codeOf(() => authorize(person("integrations/read", groups), "integrations/read"))).toBeUndefined();
  });

  it.each([
    undefined,
    "",
    "[]",
    "latchkey-users",
    "[latchkey-users",
    "[xlatchkey-users]",
    "[latchkey-users,x]",
    "[Latchkey-Users]",
    ["LATCHKEY-USERS", 7],
    { 0: "latchkey-users" },
  ])("is not let in by the groups %j", (groups) => {
    expect(codeOf(() => authorize(person("integrations/read", groups), "integrations/read"))).toBe("missing-group");
  });

  it("is an admin only by scope and group together", () => {
    expect(isAdmin(ADMIN_SCOPE, "[latchkey-admins]")).toBe(true);
    expect(isAdmin(ADMIN_SCOPE, "[latchkey-users]")).toBe(false);
    expect(isAdmin("", "[latchkey-admins]")).toBe(false);
  });

  it("needs the group of admins for what needs integrations/admin", () => {
    expect(codeOf(() => authorize(person(ADMIN_SCOPE, "[latchkey-users]"), ADMIN_SCOPE))).toBe("missing-group");
    expect(codeOf(() => authorize(person(ADMIN_SCOPE, "[latchkey-admins]"), ADMIN_SCOPE))).toBeUndefined();
  });

  it("needs a subject", () => {
    const claims = person("integrations/read", "[latchkey-users]", { sub: undefined });
    expect(codeOf(() => authorize(claims, "integrations/read"))).toBe("forbidden");
  });
});

describe("a token", () => {
  it.each([undefined, "id", "refresh", ["access"]])("with token_use %j is refused", (token_use) => {
    expect(codeOf(() => authorize(machine("integrations/read", { token_use }), "integrations/read"))).toBe("forbidden");
  });

  it.each(scopes)("with every scope but %s may not do what needs that one", (needed) => {
    const others = scopes.filter((scope) => scope !== needed).join(" ");
    expect(codeOf(() => authorize(machine(others), needed))).toBe("missing-scope");
  });

  it.each([
    undefined,
    "",
    "integrations/readonly",
    "xintegrations/read",
    "integrations/read,integrations/write",
    "INTEGRATIONS/READ",
    ["integrations/read"],
  ])("with the scope claim %j does not hold integrations/read", (scope) => {
    expect(codeOf(() => authorize(machine("", { scope }), "integrations/read"))).toBe("missing-scope");
  });
});

describe("a scope that something else can stand in for", () => {
  it("is refused with the way around it", () => {
    const instead = { parameter: "secret", detail: "Send ?secret=reference." };
    const detail = "The token lacks the scope integrations/reveal. Send ?secret=reference.";
    expect(() => requireScope(new Set(), "integrations/reveal", instead)).toThrow(
      expect.objectContaining({ code: "missing-scope", message: detail, errors: [instead] }),
    );
  });
});
