import { checkBaseUrl, checkRedirectUrl } from "@latchkey/core/urls";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

const HOST = "https://app.example.com";

/** Refused for every kind of URL, and a word of the fix that the refusal names. */
const NEVER: readonly (readonly [what: string, text: string, fix: RegExp])[] = [
  ["nothing", "", /Give a URL/],
  ["a blank", " ", /white space/],
  ["a path", "/callback", /absolute/],
  ["a host without a scheme", "app.example.com", /absolute/],
  ["a host and port without a scheme", "app.example.com:8443/x", /absolute/],
  ["localhost and port without a scheme", "localhost:3000", /absolute/],
  ["no scheme but slashes", "//app.example.com", /absolute/],
  ["no host", "https://", /absolute/],
  ["one slash", "https:/app.example.com", /two slashes/],
  ["three slashes", "https:///app.example.com", /two slashes/],
  ["no slash", "https:app.example.com", /two slashes/],
  ["a port beyond 65535", `${HOST}:65536`, /absolute/],
  ["a port that is none", `${HOST}:x`, /absolute/],
  ["javascript:", "javascript:alert(1)", /https/],
  ["javascript: in capitals", "JavaScript:alert(1)", /https/],
  ["javascript: with slashes", "javascript://app.example.com/%0Aalert(1)", /https/],
  ["data:", "data:text/html,x", /https/],
  ["ftp:", "ftp://app.example.com/", /https/],
  ["file:", "file:///etc/passwd", /https/],
  ["a scheme of an app", "myapp://callback", /https/],
  ["mailto:", "mailto:a@example.com", /https/],
  ["blob:", "blob:https://app.example.com/x", /https/],
  ["http on another host", "http://app.example.com", /Use https; http is accepted only for/],
  ["http on a host that starts like a loopback", "http://localhost.example.com", /Use https/],
  ["http on a host that starts like an address", "http://127.0.0.1.example.com", /Use https/],
  ["http on another loopback address", "http://127.0.0.2", /Use https/],
  ["http on a private address", "http://192.168.0.1", /Use https/],
  ["http on another IPv6 address", "http://[::2]", /Use https/],
  ["user and password", "https://user:secret@app.example.com", /user name/],
  ["a user", "https://user@app.example.com", /user name/],
  ["a password alone", "https://:secret@app.example.com", /user name/],
  ["an empty user", "https://@app.example.com", /user name/],
  ["a loopback host that is a user name", "http://localhost@app.example.com", /user name/],
  ["a user on a loopback host", "http://user@localhost", /user name/],
  ["a fragment", `${HOST}/#top`, /fragment/],
  ["an empty fragment", `${HOST}/#`, /fragment/],
  ["a fragment after a query", `${HOST}/?a=1#b`, /fragment|query/],
  ["a leading space", ` ${HOST}`, /white space/],
  ["a trailing space", `${HOST} `, /white space/],
  ["a space in the path", `${HOST}/a b`, /white space/],
  ["a tab, which parsers drop", `https://app.exa\tmple.com`, /white space/],
  ["a newline, which parsers drop", `${HOST}/a\nb`, /white space/],
  ["a carriage return", `${HOST}/\r`, /white space/],
  ["a no-break space", `${HOST}/a\u00A0b`, /white space/],
  ["a line separator", `${HOST}/\u2028`, /white space/],
  ["a byte order mark", `\uFEFF${HOST}`, /white space/],
  ["NUL", `${HOST}/\0`, /control/],
  ["a right-to-left override", `${HOST}/\u202Egpj`, /control/],
  ["half a surrogate pair", `${HOST}/\uD800`, /control/],
  ["a backslash", "https://app.example.com\\@evil.example", /backslash/],
  ["backslashes for slashes", "https:\\\\app.example.com", /backslash/],
  ["1,025 characters", `${HOST}/${"a".repeat(1025 - HOST.length - 1)}`, /1024 characters/],
];

describe.each([
  ["base URL", checkBaseUrl],
  ["callback URL", checkRedirectUrl],
] as const)("a %s", (_kind, check) => {
  it.each(NEVER)("with %s is refused with the fix in words", (_what, text, fix) => {
    const checked = check(text);
    expect(checked).toMatchObject({ ok: false });
    expect(checked.ok ? "" : checked.detail).toMatch(fix);
  });
});

/** Base URLs and their normal form. */
const NORMAL: readonly (readonly [what: string, text: string, normal: string])[] = [
  ["nothing to change", HOST, HOST],
  ["one trailing slash", `${HOST}/`, HOST],
  ["several trailing slashes", `${HOST}///`, HOST],
  ["a host in capitals", "https://App.EXAMPLE.com", HOST],
  ["a scheme in capitals", "HTTPS://app.example.com", HOST],
  ["the default port", `${HOST}:443/`, HOST],
  ["an empty port", `${HOST}:/`, HOST],
  ["another port", `${HOST}:8443/`, `${HOST}:8443`],
  ["the port of another scheme", `${HOST}:80`, `${HOST}:80`],
  ["an international host", "https://Bücher.example/", "https://xn--bcher-kva.example"],
  ["a non-Latin host", "https://例え.テスト", "https://xn--r8jz45g.xn--zckzah"],
  ["a decomposed international host", "https://bu\u0308cher.example", "https://xn--bcher-kva.example"],
  ["an IPv6 address", "https://[2001:DB8:0:0:0:0:0:1]:443/", "https://[2001:db8::1]"],
  ["a path", `${HOST}/gitlab`, `${HOST}/gitlab`],
  ["a path and a trailing slash", `${HOST}/tools/gitlab/`, `${HOST}/tools/gitlab`],
  ["a path in capitals, which is another path", `${HOST}/GitLab`, `${HOST}/GitLab`],
  ["dot segments", `${HOST}/a/./b/../c`, `${HOST}/a/c`],
  ["a non-Latin path", `${HOST}/путь`, `${HOST}/%D0%BF%D1%83%D1%82%D1%8C`],
  ["quotes and signs in the path", `${HOST}/o'brien/$(id)/%3C`, `${HOST}/o'brien/$(id)/%3C`],
  ["http on localhost", "http://localhost:8080/", "http://localhost:8080"],
  ["http on localhost in capitals", "http://LOCALHOST", "http://localhost"],
  ["http on 127.0.0.1", "http://127.0.0.1", "http://127.0.0.1"],
  ["http on 127.0.0.1 in short", "http://127.1:8080", "http://127.0.0.1:8080"],
  ["http on [::1]", "http://[::1]:3000", "http://[::1]:3000"],
  ["http on [::1] in full", "http://[0:0:0:0:0:0:0:1]:80", "http://[::1]"],
  ["960 characters", `${HOST}/${"a".repeat(960 - HOST.length - 1)}`, `${HOST}/${"a".repeat(960 - HOST.length - 1)}`],
];

describe("a base URL", () => {
  it.each(NORMAL)("with %s is answered in normal form", (_what, text, normal) => {
    expect(checkBaseUrl(text)).toEqual({ ok: true, url: normal });
  });

  it.each([
    ["a query", `${HOST}/?a=b`, /query/],
    ["an empty query", `${HOST}?`, /query/],
    ["an empty path segment", `${HOST}/a//b`, /double slash/],
    ["961 characters, which leave no room for a callback path", `${HOST}/${"a".repeat(961 - HOST.length - 1)}`, /960/],
    ["a path that percent-encoding makes too long", `${HOST}/${"я".repeat(200)}`, /960/],
  ])("with %s is refused with the fix in words", (_what, text, fix) => {
    const checked = checkBaseUrl(text);
    expect(checked.ok ? "" : checked.detail).toMatch(fix);
  });

  it("in normal form is its own normal form", () => {
    const segment = fc.stringMatching(/^[A-Za-z0-9._~!$&'()*+,;=:@%-]{1,12}$/);
    const url = fc
      .tuple(fc.domain(), fc.option(fc.integer({ min: 1, max: 65_535 })), fc.array(segment, { maxLength: 4 }))
      .map(([host, port, path]) => `https://${host}${port === null ? "" : `:${port}`}/${path.join("/")}`);
    fc.assert(
      fc.property(url, (text) => {
        const once = checkBaseUrl(text);
        fc.pre(once.ok);
        expect(checkBaseUrl(once.url)).toEqual(once);
        expect(once.url.endsWith("/")).toBe(false);
      }),
      { numRuns: 2000 },
    );
  });
});

describe("a callback URL", () => {
  it.each([
    ["a trailing slash", `${HOST}/callback/`],
    ["no path", HOST],
    ["a host in capitals", "https://App.Example.com/Callback"],
    ["the default port", `${HOST}:443/cb`],
    ["an international host", "https://bücher.example/cb"],
    ["a query", `${HOST}/cb?tenant=a&b=c%20d`],
    ["a query right after the host", `${HOST}?a=b`],
    ["an empty query", `${HOST}/cb?`],
    ["dot segments", `${HOST}/a/../cb`],
    ["percent-encoding", `${HOST}/%7Euser/%2F`],
    ["quotes and signs", `${HOST}/cb?a='b'"c"$(id)\`x\`;|&%<%=1%>{{x}}`],
    ["http on localhost", "http://localhost:3000/cb"],
    ["http on localhost in capitals", "http://LocalHost:3000/cb"],
    ["http on 127.0.0.1", "http://127.0.0.1:3000/cb"],
    ["http on [::1]", "http://[::1]:3000/cb"],
    ["1,024 characters", `${HOST}/${"a".repeat(1024 - HOST.length - 1)}`],
  ])("with %s is kept byte for byte", (_what, text) => {
    expect(checkRedirectUrl(text)).toEqual({ ok: true, url: text });
  });

  it.each([
    ["a wildcard", `${HOST}/*`, /wildcard/],
    ["a wildcard host", "https://*.example.com/cb", /wildcard/],
    ["http on 127.0.0.1 written in another way", "http://127.1:3000/cb", /Use https/],
    ["http on 127.0.0.1 as a number", "http://2130706433/cb", /Use https/],
    ["http on [::1] written in another way", "http://[0:0:0:0:0:0:0:1]/cb", /Use https/],
  ])("with %s is refused with the fix in words", (_what, text, fix) => {
    const checked = checkRedirectUrl(text);
    expect(checked.ok ? "" : checked.detail).toMatch(fix);
  });
});

describe("an international host", () => {
  it("is accepted after ten thousand checks as at the first, whatever the compiler has made of them", () => {
    const refused = Array.from({ length: 10_000 }, () => checkRedirectUrl("https://bücher.example/cb")).filter(
      (checked) => !checked.ok,
    );
    expect(refused).toHaveLength(0);
  });
});
