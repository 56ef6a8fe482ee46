import { assertRedirectUrls } from "@latchkey/local/cognito/redirect-urls";
import { expect, test } from "vitest";

test.each([
  "https://app.example",
  "https://app.example:8443/a/b?c=d&e=%20f",
  "HTTPS://APP.example/",
  "http://localhost",
  "http://localhost:3000/cb",
  "http://127.0.0.1:1/",
  "http://[::1]:8080/cb",
  "myapp://example",
  "myapp://",
  "com.example.app:/oauth2redirect",
])("%s is allowed", (url) => {
  expect(() => assertRedirectUrls([url])).not.toThrow();
});

test.each([
  ["http://app.example", "http://app.example cannot use the HTTP protocol."],
  ["http://localhost.evil.example", "cannot use the HTTP protocol."],
  ["http://127.0.0.2", "cannot use the HTTP protocol."],
  ["http://localhost@evil.example/", "cannot use the HTTP protocol."],
  ["https://app.example#", "https://app.example# cannot use fragment"],
  ["https://app.example/#/cb", "cannot use fragment"],
  ["/cb", "/cb is not an absolute URI"],
  ["app.example/cb", "is not an absolute URI"],
  ["localhost:3000/cb", "is not an absolute URI"],
  ["https:app.example", "is not an absolute URI"],
  ["https:///cb", "is not an absolute URI"],
  ["https://", "is not an absolute URI"],
])("%s is refused", (url, message) => {
  expect(() => assertRedirectUrls(["https://fine.example", url])).toThrow(message);
});
