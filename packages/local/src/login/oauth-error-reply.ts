import type { OAuthError } from "./oauth-error.ts";
import { jsonReply, type Reply } from "./reply.ts";

/** The JSON answer of an `OAuthError`. */
export function oauthErrorReply({ code, description, status }: OAuthError): Reply {
  return jsonReply(status, { error: code, ...(description !== undefined && { error_description: description }) });
}
