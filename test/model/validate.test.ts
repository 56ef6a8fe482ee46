import type { ServiceModel } from "@latchkey/local/model/service-model";
import { createValidator } from "@latchkey/local/model/validate";
import { expect, test } from "vitest";

const model: ServiceModel = {
  operations: {
    Do: { input: "DoRequest", output: null, errors: [] },
    Rest: { input: null, output: null, errors: [] },
  },
  shapes: {
    DoRequest: {
      type: "structure",
      members: {
        Name: "Name",
        URLs: "NameList",
        Parts: "PartList",
        Labels: "Labels",
        Password: "Password",
        Passwords: "PasswordList",
        Credentials: "Credentials",
        Picture: "Picture",
        Count: "Count",
        At: "Time",
        On: "Flag",
      },
    },
    Name: { type: "string", min: 1, max: 3, pattern: "[a-z]*" },
    NameList: { type: "list", member: "Name", max: 2 },
    Part: { type: "structure", members: { Kind: "Kind" }, required: ["Kind"] },
    Kind: { type: "string", enum: ["A", "B"] },
    PartList: { type: "list", member: "Part", max: 2 },
    Labels: { type: "map", key: "Name", value: "Name", max: 2 },
    Password: { type: "string", min: 8, sensitive: true },
    PasswordList: { type: "list", member: "Password" },
    Credentials: { type: "structure", members: { Name: "Name" }, required: ["Name"], sensitive: true },
    Picture: { type: "blob", min: 1, max: 4 },
    Count: { type: "integer", min: 1, max: 60 },
    Time: { type: "timestamp" },
    Flag: { type: "boolean" },
  },
};
const validate = createValidator(model, "ValidationException");
const one = (text: string): string => `1 validation error detected: ${text}`;
const constraint = "failed to satisfy constraint";

const refusals: readonly [what: string, input: Readonly<Record<string, unknown>>, message: string][] = [
  [
    "a short string",
    { Name: "" },
    one(`Value '' at 'name' ${constraint}: Member must have length greater than or equal to 1`),
  ],
  [
    "a long string, counted in characters",
    { URLs: ["abcd"] },
    one(
      `Value '[abcd]' at 'uRLs' ${constraint}: Member must satisfy constraint: [Member must have length less than or equal to 3, Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: [a-z]*]`,
    ),
  ],
  [
    "several violations, counted",
    { Name: "ABCD", Count: 0 },
    `3 validation errors detected: Value 'ABCD' at 'name' ${constraint}: Member must have length less than or equal to 3; ` +
      `Value 'ABCD' at 'name' ${constraint}: Member must satisfy regular expression pattern: [a-z]*; ` +
      `Value '0' at 'count' ${constraint}: Member must have value greater than or equal to 1`,
  ],
  [
    "a long list",
    { URLs: ["a", "b", "c"] },
    one(`Value '[a, b, c]' at 'uRLs' ${constraint}: Member must have length less than or equal to 2`),
  ],
  [
    "a missing member of the second structure in a list",
    { Parts: [{ Kind: "A" }, {}] },
    one(`Value null at 'parts.2.member.kind' ${constraint}: Member must not be null`),
  ],
  [
    "a value outside an enumeration",
    { Parts: [{ Kind: "C" }] },
    one(`Value 'C' at 'parts.1.member.kind' ${constraint}: Member must satisfy enum value set: [A, B]`),
  ],
  [
    "a long list of structures, which are not shown",
    { Parts: [{ Kind: "A" }, { Kind: "A" }, { Kind: "A" }] },
    one(`Value at 'parts' ${constraint}: Member must have length less than or equal to 2`),
  ],
  [
    "a bad key in a map",
    { Labels: { A: "a" } },
    one(
      `Value '{A=a}' at 'labels' ${constraint}: Map keys must satisfy constraint: [Member must have length less than or equal to 3, Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: [a-z]*]`,
    ),
  ],
  [
    "a bad value in a map",
    { Labels: { a: "A" } },
    one(
      `Value '{a=A}' at 'labels' ${constraint}: Map value must satisfy constraint: [Member must have length less than or equal to 3, Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: [a-z]*]`,
    ),
  ],
  [
    "a sensitive string, without showing it",
    { Password: "hush" },
    one(`Value at 'password' ${constraint}: Member must have length greater than or equal to 8`),
  ],
  [
    "a sensitive string in a list, without showing it",
    { Passwords: ["hush"] },
    one(
      `Value at 'passwords' ${constraint}: Member must satisfy constraint: [Member must have length greater than or equal to 8]`,
    ),
  ],
  [
    "a string in a sensitive structure, without showing it",
    { Credentials: { Name: "HUSH" } },
    `2 validation errors detected: Value at 'credentials.name' ${constraint}: Member must have length less than or equal to 3; Value at 'credentials.name' ${constraint}: Member must satisfy regular expression pattern: [a-z]*`,
  ],
  [
    "a long blob, counted in bytes",
    { Picture: Buffer.alloc(5).toString("base64") },
    one(`Value 'AAAAAAA=' at 'picture' ${constraint}: Member must have length less than or equal to 4`),
  ],
  [
    "a large number",
    { Count: 61 },
    one(`Value '61' at 'count' ${constraint}: Member must have value less than or equal to 60`),
  ],
];

test.each(refusals)("%s is refused in AWS's words", (_what, input, message) => {
  expect(() => validate("Do", input)).toThrow(
    expect.objectContaining({ name: "AwsError", type: "ValidationException", status: 400, message }),
  );
});

const misread: readonly [member: string, value: unknown, message: string][] = [
  ["Name", 1, "NUMBER_VALUE can not be converted to a String at 'name'"],
  ["Count", "1", "STRING_VALUE can not be converted to an Integer at 'count'"],
  ["Count", 1.5, "NUMBER_VALUE can not be converted to an Integer at 'count'"],
  ["On", "true", "STRING_VALUE can not be converted to a Boolean at 'on'"],
  ["Name", true, "TRUE_VALUE can not be converted to a String at 'name'"],
  ["URLs", "a", "STRING_VALUE can not be converted to a list at 'uRLs'"],
  ["URLs", [{}], "START_OBJECT can not be converted to a String at 'uRLs'"],
  ["URLs", [null], "NULL_VALUE can not be converted to a String at 'uRLs'"],
  ["Parts", [[]], "START_ARRAY can not be converted to a structure at 'parts.1.member'"],
  ["Labels", { a: 1 }, "NUMBER_VALUE can not be converted to a String at 'labels'"],
  ["Picture", "no base64!", "STRING_VALUE can not be converted to a base64 Blob at 'picture'"],
  ["At", "2026", "STRING_VALUE can not be converted to a Timestamp in epoch seconds at 'at'"],
];

test.each(misread)("%s cannot be %j", (member, value, message) => {
  expect(() => validate("Do", { [member]: value, Name: member === "Name" ? value : "TOO LONG" })).toThrow(
    expect.objectContaining({ type: "SerializationException", message }),
  );
});

test.each([
  ["nothing", {}],
  ["every member", { Name: "abc", URLs: [], Parts: [{ Kind: "B" }], Labels: { a: "b" }, Password: "long enough" }],
  ["the bounds themselves", { Credentials: { Name: "a" }, Picture: "AAAAAA==", Count: 60, At: 1.5, On: false }],
  ["absent members", { Name: null, Count: undefined }],
  ["unknown members", { Unknown: {} }],
])("%s is accepted", (_what, input) => {
  expect(() => validate("Do", input)).not.toThrow();
});

test("an operation without input accepts anything", () => {
  expect(() => validate("Rest", { Anything: 1 })).not.toThrow();
});

test("a character outside the basic plane is one character", () => {
  const emoji: ServiceModel = {
    operations: model.operations,
    shapes: {
      DoRequest: { type: "structure", members: { Name: "Name" } },
      Name: { type: "string", max: 2 },
    },
  };
  const accept = createValidator(emoji, "ValidationException");
  accept("Do", { Name: "\u{1f511}\u{1f511}" });
  expect(() => accept("Do", { Name: "\u{1f511}\u{1f511}\u{1f511}" })).toThrow("less than or equal to 2");
});
