import type { StackDescription } from "@latchkey/local/stack/description";

/** An access token of the portal client, or of another machine client. */
export async function accessToken(
  { tokenUrl, portal }: Pick<StackDescription, "tokenUrl" | "portal">,
  scope = portal.scopes.join(" "),
): Promise<string> {
  const response = await fetch(tokenUrl, {
    method: "POST",
    headers: { authorization: `Basic ${Buffer.from(`${portal.clientId}:${portal.clientSecret}`).toString("base64")}` },
    body: new URLSearchParams({ grant_type: "client_credentials", scope }),
  });
  const answer = (await response.json()) as { access_token?: string };
  if (answer.access_token === undefined) throw new Error(`no token: ${JSON.stringify(answer)}`);
  return answer.access_token;
}

export interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON; undefined when it is none. */
  // A test reads members of documents whose shape the contract tests check.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly json: any;
}

export interface ApiRequest {
  readonly method?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Calls the API over HTTP with one token. */
export function apiClient(apiUrl: string, token: string | undefined) {
  return async (path: string, { method = "GET", body, headers = {} }: ApiRequest = {}): Promise<ApiAnswer> => {
    const response = await fetch(apiUrl + path, {
      method,
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { "content-type": "application/json" }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, json: parsed(text) };
  };
}

export type ApiClient = ReturnType<typeof apiClient>;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
