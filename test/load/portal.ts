import { setTimeout as wait } from "node:timers/promises";
import type { PortalClient } from "@latchkey/local/stack/bootstrap";
import type { StackDescription } from "@latchkey/local/stack/description";
import { type ApiAnswer, type ApiRequest, accessToken, apiClient } from "../support/api-client.ts";

/** What became of one registration, as its caller was told. */
export type Outcome =
  | { readonly kind: "active"; readonly id: string; readonly clientId: string; readonly secret: string }
  | { readonly kind: "refused"; readonly status: number; readonly code: string }
  | { readonly kind: "failed"; readonly id: string; readonly code: string };

/** How often the portal had to do what. */
export type Tally = Map<string, number>;

/** An internal portal that registers applications for one owner, and knows no more of the service than its documentation says. */
export interface Portal {
  /** Asks until it has an answer that is not "later": the first one to its request, 202 included. */
  post(body: unknown, key: string): Promise<ApiAnswer>;
  /** Registers an application and waits for its end. Rejects for an answer that the documentation does not foresee. */
  register(body: unknown, key: string): Promise<Outcome>;
}

/** A registration that has not ended by then never will. */
const PATIENCE_MS = 180_000;
const RECONNECT_MS = 300;

export function portal(description: StackDescription, caller: PortalClient, tally: Tally): Portal {
  const send = sender(description, caller, tally);
  const post = (body: unknown, key: string): Promise<ApiAnswer> =>
    send("/v1/integrations", { method: "POST", body, headers: { "idempotency-key": key } });
  return {
    post,
    async register(body, key) {
      const answer = await post(body, key);
      if (answer.status === 201) return active(answer.json, answer.json.payload);
      if (answer.status !== 202) return { kind: "refused", status: answer.status, code: codeOf(answer) };
      count(tally, "accepted");
      return settled(send, String(answer.json.id), retryAfter(answer));
    },
  };
}

type Send = (path: string, request?: ApiRequest) => Promise<ApiAnswer>;

/** Looks at an accepted integration until it has come to its end, then fetches what a 201 would have held. */
async function settled(send: Send, id: string, everyMs: number): Promise<Outcome> {
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; ) {
    await wait(everyMs);
    const { status, json, text } = await send(`/v1/integrations/${id}`);
    if (status !== 200) throw new Error(`${id} was accepted, and is now answered with ${status}: ${text}`);
    if (json.state === "failed") return { kind: "failed", id, code: json.problem.code };
    if (json.state !== "active") continue;
    const payload = await send(`/v1/integrations/${id}/payload`);
    if (payload.status !== 200) throw new Error(`${id} is active and has no payload: ${payload.text}`);
    return active(json, payload.json);
  }
  throw new Error(`${id} was accepted and came to no end`);
}

function active(integration: { readonly id: string; readonly clientId: string }, payload: unknown): Outcome {
  const secret = /(?<![A-Za-z0-9])[A-Za-z0-9]{52}(?![A-Za-z0-9])/.exec(JSON.stringify(payload))?.[0];
  if (secret === undefined) throw new Error(`the payload of ${integration.id} holds no secret`);
  return { kind: "active", id: integration.id, clientId: integration.clientId, secret };
}

/**
 * Sends a request, the same one again after a connection that broke, an expired token and every "later". The waits are the service's
 * own, in its own seconds: only AWS's clock is fast.
 */
function sender(description: StackDescription, caller: PortalClient, tally: Tally): Send {
  let token: Promise<string> | undefined;
  const attempt = async (path: string, request?: ApiRequest): Promise<ApiAnswer | undefined> => {
    try {
      token ??= accessToken({ tokenUrl: description.tokenUrl, portal: caller });
      return await apiClient(description.apiUrl, await token)(path, request);
    } catch (error) {
      // What `fetch` throws when there is no whole answer.
      if (!(error instanceof TypeError)) throw error;
      token = undefined;
      return undefined;
    }
  };
  return async (path, request) => {
    for (const end = Date.now() + PATIENCE_MS; Date.now() < end; ) {
      const answer = await attempt(path, request);
      if (answer !== undefined && isFinal(answer)) return answer;
      if (answer?.status === 401) token = undefined;
      count(tally, answer === undefined ? "connection broken" : `${answer.status} ${codeOf(answer)}`);
      await wait(answer === undefined ? RECONNECT_MS : retryAfter(answer));
    }
    throw new Error(`${request?.method ?? "GET"} ${path} got no answer but "later"`);
  };
}

/** Whether to repeat the request changes nothing. An answer that says "later" has to say when. */
const isFinal = (answer: ApiAnswer): boolean =>
  answer.status !== 401 && answer.status !== 429 && answer.status !== 503 && answer.json?.code !== "in-flight";

function retryAfter({ status, headers }: ApiAnswer): number {
  if (status === 401) return 0;
  const seconds = Number(headers.get("retry-after") ?? Number.NaN);
  if (Number.isNaN(seconds)) throw new Error(`${status} without Retry-After`);
  return seconds * 1000;
}

/** Every refusal is a problem document (RFC 9457) with a code; the gateway's own 401 is not the service's. */
function codeOf({ status, headers, json, text }: ApiAnswer): string {
  if (status === 401) return "token expired";
  if (headers.get("content-type") === "application/problem+json" && typeof json?.code === "string") return json.code;
  throw new Error(`${status} without a problem document: ${text}`);
}

export const count = (tally: Tally, what: string): unknown => tally.set(what, (tally.get(what) ?? 0) + 1);
