import type { ProblemCode } from "@latchkey/core/errors";
import { problems, problemType } from "../problems.ts";
import type { Content, ExampleObject, OpenapiDocument, ProblemRow, ResponseObject } from "./document.ts";
import { problemGuide } from "./problem-guide.ts";
import { schemaRef } from "./schema-components.ts";

/** Statuses that API Gateway also answers by itself, as `{"message": ...}`. */
const GATEWAY_STATUSES: ReadonlySet<number> = new Set([403, 429, 500, 503]);

const gatewayContent = (message: string): Content => ({
  "application/json": {
    schema: { $ref: schemaRef("GatewayMessage") },
    examples: { gateway: { summary: "By the gateway", value: { message } } },
  },
});

const GATEWAY_MESSAGES: Readonly<Record<number, string>> = {
  403: "Forbidden",
  429: "Too Many Requests",
  500: "Internal Server Error",
  503: "Service Unavailable",
};

/** What the gateway answers before any of our code runs (`components/responses`). */
export const gatewayResponses: OpenapiDocument["components"]["responses"] = {
  Unauthorized: {
    description:
      "By the gateway: the token is missing, expired, not signed by this user pool, or of an unknown client.",
    content: gatewayContent("Unauthorized"),
  },
  Gateway: {
    description: "By the gateway: too many requests, or the service does not answer.",
    content: gatewayContent("Service Unavailable"),
  },
};

/** Status -> response object for the problems that an operation can answer. */
export function problemResponses(codes: readonly ProblemCode[]): Readonly<Record<string, ResponseObject>> {
  const statuses = [...new Set(codes.map((code) => problems[code].status))].sort((a, b) => a - b);
  return Object.fromEntries(
    statuses.map((status) => [
      String(status),
      problemResponse(
        status,
        codes.filter((code) => problems[code].status === status),
      ),
    ]),
  );
}

function problemResponse(status: number, codes: readonly ProblemCode[]): ResponseObject {
  return {
    description: codes.map((code) => `\`${code}\`: ${problemGuide[code].meaning}`).join("\n\n"),
    ...(mayRetry(codes) && { headers: { "Retry-After": { $ref: "#/components/headers/Retry-After" } } }),
    content: {
      "application/problem+json": {
        schema: { $ref: schemaRef("Problem") },
        examples: Object.fromEntries(codes.map((code) => [code, { $ref: `#/components/examples/problem-${code}` }])),
      },
      ...(GATEWAY_STATUSES.has(status) && gatewayContent(GATEWAY_MESSAGES[status] ?? "")),
    },
  };
}

const RETRYABLE: readonly ProblemCode[] = [
  "throttled",
  "upstream-unavailable",
  "in-flight",
  "not-ready",
  "operation-open",
  "rotation-state",
];
const mayRetry = (codes: readonly ProblemCode[]): boolean => codes.some((code) => RETRYABLE.includes(code));

// The keys of a complete record of problem codes are problem codes.
const allCodes = Object.keys(problems) as readonly ProblemCode[];

/** Answers of the router, which belong to no operation. */
const ROUTER_CODES: readonly ProblemCode[] = ["route-not-found", "method-not-allowed"];

/** One example per problem code that an operation can answer (`components/examples`). */
export const problemExamples = (): Readonly<Record<string, ExampleObject>> =>
  Object.fromEntries(
    allCodes.filter((code) => !ROUTER_CODES.includes(code)).map((code) => [`problem-${code}`, problemExample(code)]),
  );

/** All problem codes by status, with what they mean (`x-problems`): what the page shows as one table. */
export const problemTable = (): readonly ProblemRow[] =>
  allCodes
    .map((code) => ({ code, ...problems[code], meaning: problemGuide[code].meaning }))
    .sort((a, b) => a.status - b.status || (a.code < b.code ? -1 : 1));

function problemExample(code: ProblemCode): ExampleObject {
  const { status, title } = problems[code];
  const { detail, errors, members } = problemGuide[code].example;
  const value = {
    ...members,
    type: problemType(code),
    title,
    status,
    detail,
    code,
    requestId: "Zk3mXg5LDoEEJ5Q=",
    ...(errors && { errors: errors.map((error) => ({ ...error })) }),
  };
  return { summary: title, value };
}
