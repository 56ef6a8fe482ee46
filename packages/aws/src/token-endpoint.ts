import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { endpointsOf } from "@latchkey/core/pool";
import type { Call } from "@latchkey/core/ports/call";
import type { SecretVerdict, TokenEndpoint } from "@latchkey/core/ports/token-endpoint";

/** No authorization server issues such a code. */
const BOGUS_CODE = "latchkey-secret-probe";
const MAX_ANSWER = 16_384;

/** The token endpoint of the pool's login domain (RFC 6749 3.2), over a plain request: `fetch` costs 40 ms at a cold start. */
export function tokenEndpoint({ callMs }: { readonly callMs: number }): TokenEndpoint {
  return {
    async verify({ pool, clientId, secret, redirectUri }, call) {
      const form = new URLSearchParams({
        grant_type: "authorization_code",
        code: BOGUS_CODE,
        redirect_uri: redirectUri,
      });
      const credentials = Buffer.from(`${clientId}:${secret.reveal()}`).toString("base64");
      const url = new URL(endpointsOf(pool).token);
      return verdictOf(await post(url, { authorization: `Basic ${credentials}` }, form.toString(), callMs, call));
    },
  };
}

interface Answer {
  readonly status: number;
  readonly body: string;
}

/** Undefined when there was no answer. */
function post(
  url: URL,
  headers: Readonly<Record<string, string>>,
  body: string,
  timeout: number,
  { signal }: Call,
): Promise<Answer | undefined> {
  const request = url.protocol === "https:" ? httpsRequest : httpRequest;
  const options = {
    method: "POST",
    timeout,
    headers: {
      ...headers,
      "content-type": "application/x-www-form-urlencoded",
      "content-length": Buffer.byteLength(body),
    },
    ...(signal && { signal }),
  };
  return new Promise((resolve) => {
    const outgoing = request(url, options, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => {
        text += chunk;
        if (text.length > MAX_ANSWER) response.destroy();
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body: text }));
      response.on("close", () => resolve(undefined));
    });
    outgoing.on("timeout", () => outgoing.destroy());
    outgoing.on("error", () => resolve(undefined));
    outgoing.on("close", () => resolve(undefined));
    outgoing.end(body);
  });
}

/** RFC 6749 5.2, with Cognito's status 400 for both; RFC 9110 allows 401 for a failed client authentication. */
function verdictOf(answer: Answer | undefined): SecretVerdict {
  if (answer === undefined || (answer.status !== 400 && answer.status !== 401)) return "unknown";
  switch (errorOf(answer.body)) {
    case "invalid_grant":
      return "accepted";
    case "invalid_client":
      return "refused";
    default:
      return "unknown";
  }
}

function errorOf(body: string): unknown {
  try {
    // Anything may stand at a foreign endpoint; only a member `error` is looked for.
    return (JSON.parse(body) as { error?: unknown } | null)?.error;
  } catch {
    return undefined;
  }
}
