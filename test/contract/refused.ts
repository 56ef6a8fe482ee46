import { createRouter } from "@latchkey/http/router";
import { expect } from "vitest";
import type { Api, ApiAnswer, ApiRequest } from "../support/api.ts";
import type { ContractValidator } from "../support/contract.ts";

/** A request that cannot be accepted, and how it is refused; `place` is where one of its faults lies. */
export type Refused = readonly [title: string, request: ApiRequest, status: number, code: string, place?: object];

const router = createRouter();

/** Fails unless the request is refused as it should be and as its operation documents it, each fault with its place and a fix. */
export async function expectRefused(
  api: Api,
  validator: ContractValidator,
  request: ApiRequest,
  status: number,
  code: string,
  place?: object,
): Promise<ApiAnswer> {
  const answer = await api.send(request);
  const errors: readonly { readonly detail: string }[] = answer.json.errors ?? [];
  const places = errors.map(({ detail: _words, ...where }) => where);
  expect({ status: answer.status, code: answer.json.code }).toEqual({ status, code });
  expect(places).toEqual(expect.arrayContaining(place === undefined ? [] : [place]));
  for (const { detail } of errors) expect(detail).toMatch(/^[A-Z@].*[.}]$/);
  const [path = ""] = request.path.split("?");
  validator.expectDocumented(router(request.method, path).route.operationId, answer);
  return answer;
}
