import { problems } from "@latchkey/contract/problems";
import type { ProblemCode } from "@latchkey/core/errors";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Api, apiFixture } from "../support/api.ts";
import { contractDocument, contractValidator, type DocumentedOperation } from "../support/contract.ts";
import { statusCases } from "./status-codes.ts";

const document = await contractDocument();
const validator = await contractValidator();

let api: Api;
beforeAll(async () => {
  api = await apiFixture();
});
afterAll(() => api.close());

const operations = new Map(document.operations.map((operation) => [operation.operationId, operation]));

describe.each([...operations.keys()])("%s answers as documented", (operationId) => {
  const cases = statusCases.filter((entry) => entry.operationId === operationId);

  it.each(cases.map((entry) => [`${entry.status} ${[entry.code, entry.because].filter(Boolean).join(": ")}`, entry]))(
    "%s",
    async (_title, { status, code, send }) => {
      const answer = await send(api);
      expect({ status: answer.status, code: code && answer.json.code }).toEqual({ status, code });
      validator.expectDocumented(operationId, answer);
    },
  );
});

describe("the document", () => {
  it("promises no status that no request gets, beside those of the gateway", () => {
    const untested = [...operations.values()].flatMap(({ operationId, statuses }) =>
      statuses
        .filter((status) => status !== "401" && status !== "default")
        .filter(
          (status) =>
            !statusCases.some((entry) => entry.operationId === operationId && String(entry.status) === status),
        )
        .map((status) => `${operationId} ${status}`),
    );
    expect(untested).toEqual([]);
  });

  it("promises no problem that no request gets", () => {
    const untested = [...operations.values()].flatMap(({ operationId, codes }: DocumentedOperation) =>
      codes
        .filter((code) => !statusCases.some((entry) => entry.operationId === operationId && entry.code === code))
        .map((code) => `${operationId} ${code}`),
    );
    expect(untested).toEqual([]);
  });

  it("knows every answer that the requests get", () => {
    const unknown = statusCases
      .filter(({ operationId, status, code }) => {
        const operation = operations.get(operationId);
        return !operation?.statuses.includes(String(status)) || (code !== undefined && !operation.codes.includes(code));
      })
      .map(({ operationId, status, code }) => `${operationId} ${status} ${code ?? ""}`);
    expect(unknown).toEqual([]);
  });

  it("gives each problem code to an operation or to the router", () => {
    const used = new Set<string>([...operations.values()].flatMap(({ codes }) => codes));
    const router: readonly ProblemCode[] = ["method-not-allowed", "route-not-found"];
    expect(Object.keys(problems).filter((code) => !used.has(code))).toEqual(router);
  });
});
