import { FederationError } from "./federation-error.ts";

type Json = Readonly<Record<string, unknown>>;

interface ProviderRequest {
  readonly method?: "GET" | "POST";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: URLSearchParams;
}

const TIMEOUT_MS = 5000;

/**
 * Calls an endpoint of an identity provider and answers its JSON object. Throws `FederationError` in the words of Cognito: the provider's
 * name, the status, and the error that the provider gives.
 */
export async function providerCall(provider: string, url: string, init: ProviderRequest = {}): Promise<Json> {
  const headers = { ...init.headers, accept: "application/json", "user-agent": "Amazon/Cognito" };
  const response = await reach(provider, url, { ...init, headers, signal: AbortSignal.timeout(TIMEOUT_MS) });
  const body = objectOf(response.text);
  if (response.ok && body !== undefined) return body;
  const reason = [body?.["error"], body?.["error_description"]].filter((part) => typeof part === "string").join(" ");
  throw new FederationError(`${provider} Error - ${response.status} ${reason === "" ? "unreadable answer" : reason}`);
}

async function reach(provider: string, url: string, init: RequestInit) {
  try {
    const response = await fetch(url, init);
    return { ok: response.ok, status: response.status, text: await response.text() };
  } catch (cause) {
    throw new FederationError(`${provider} Error - cannot be reached`, "server_error", { cause });
  }
}

function objectOf(text: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
