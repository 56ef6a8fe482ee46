import { clearCookie, parseCookies, setCookie } from "@latchkey/local/login/cookies";
import { splitTarget } from "@latchkey/local/login/login-request";
import { withParameters } from "@latchkey/local/login/redirect-uri";
import { redirectReply } from "@latchkey/local/login/reply";
import { describe, expect, it } from "vitest";

describe("cookies", () => {
  it("are parsed by name, the first of a name counting, whatever their values contain", () => {
    expect([...parseCookies("a=1; b=x=y ;a=2; =none; flag; c=")]).toEqual([
      ["a", "1"],
      ["b", "x=y"],
      ["c", ""],
    ]);
    expect(parseCookies("").size).toBe(0);
  });

  it("are out of reach of scripts and other sites, and secure over https", () => {
    expect(setCookie("a", "1", { maxAgeSeconds: 60, secure: true })).toBe(
      "a=1; Path=/; Max-Age=60; HttpOnly; SameSite=Lax; Secure",
    );
    expect(clearCookie("a")).toBe("a=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax");
  });
});

describe("a request target", () => {
  it.each([
    ["/login?a=1?b", { path: "/login", query: "a=1?b" }],
    ["//evil.example/login", { path: "//evil.example/login", query: "" }],
    ["/login", { path: "/login", query: "" }],
  ])("%j is split and not normalised", (target, parts) => {
    expect(splitTarget(target)).toEqual(parts);
  });
});

describe("a redirect", () => {
  it.each([
    ["https://app.example", "https://app.example?code=1"],
    ["https://app.example/?x=%2f", "https://app.example/?x=%2f&code=1"],
    ["myapp://cb", "myapp://cb?code=1"],
  ])("adds to %j and changes nothing in it", (callback, location) => {
    expect(withParameters(callback, "?", { code: "1", state: undefined })).toBe(location);
  });

  it("puts tokens into the fragment even when the callback has a query", () => {
    expect(withParameters("https://app.example/?x=1", "#", { a: "b c", d: "&" })).toBe(
      "https://app.example/?x=1#a=b%20c&d=%26",
    );
  });

  it("carries only what a header can", () => {
    const { headers, status } = redirectReply("https://app.example/café?x=日本\r\nset-cookie: a=1");
    expect(status).toBe(302);
    expect(headers["location"]).toBe("https://app.example/caf%C3%A9?x=%E6%97%A5%E6%9C%AC%0D%0Aset-cookie:%20a=1");
  });
});
