import { problems } from "@latchkey/contract/problems";
import { LatchkeyError, type ProblemCode } from "@latchkey/core/errors";
import { UpstreamError, type UpstreamFailure } from "@latchkey/core/upstream";
import { problemAnswer, refusalOf } from "@latchkey/http/problem";
import { describe, expect, it } from "vitest";

const answer = (error: unknown) => {
  const { status, headers, content } = problemAnswer(refusalOf(error), "request-1");
  return { status, headers, mediaType: content?.mediaType, body: JSON.parse(content?.body ?? "null") };
};

describe("a refusal", () => {
  it.each(Object.keys(problems) as ProblemCode[])("%s is answered as problem details", (code) => {
    const { status, mediaType, body } = answer(new LatchkeyError(code, "What happened."));
    expect(mediaType).toBe("application/problem+json");
    expect(body).toEqual({
      type: `urn:latchkey:problem:${code}`,
      title: problems[code].title,
      status,
      detail: "What happened.",
      code,
      requestId: "request-1",
    });
  });

  it("carries its faults, its members and when to come again", () => {
    const errors = [{ pointer: "/name", detail: "Choose another one." }];
    const members = { integrationId: "int_1", code: "mine", status: "200", requestId: "mine" };
    const { headers, body } = answer(new LatchkeyError("in-flight", "Wait.", { errors, members, retryAfter: 3 }));
    expect(headers).toEqual({ "Retry-After": "3" });
    expect(body).toMatchObject({
      errors,
      integrationId: "int_1",
      code: "in-flight",
      status: 409,
      requestId: "request-1",
    });
  });

  it("names the allowed methods in Allow", () => {
    const error = new LatchkeyError("method-not-allowed", "No.", { members: { allow: "GET" } });
    expect(answer(error).headers).toEqual({ Allow: "GET" });
  });
});

describe("a failure of AWS", () => {
  it.each<[UpstreamFailure, number, string, boolean]>([
    ["throttled", 429, "throttled", true],
    ["unknown", 503, "upstream-unavailable", true],
    ["conflict", 503, "upstream-unavailable", true],
    ["quota", 502, "provider-refused", false],
    ["rejected", 502, "provider-refused", false],
  ])("%s is answered %i", (failure, status, code, retry) => {
    const error = new UpstreamError(failure, "dynamodb:GetItem", "SomeException", new Error("with a request inside"));
    const answered = answer(error);
    expect(answered).toMatchObject({ status, body: { code } });
    expect("Retry-After" in (answered.headers ?? {})).toBe(retry);
    expect(JSON.stringify(answered)).not.toContain("inside");
    expect(refusalOf(error).cause).toBe(error);
  });
});

describe("anything else", () => {
  it.each([new TypeError("secret hunter2 is undefined"), "hunter2", undefined, null, { hunter2: 1 }])(
    "%j is an internal error that tells nothing",
    (error) => {
      const { status, body } = answer(error);
      expect([status, body.code]).toEqual([500, "internal"]);
      expect(JSON.stringify(body)).not.toContain("hunter2");
    },
  );
});
