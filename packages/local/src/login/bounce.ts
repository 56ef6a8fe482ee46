import type { AuthorizationRequest } from "./authorization-request.ts";
import { withParameters } from "./redirect-uri.ts";
import { type Reply, redirectReply } from "./reply.ts";

/** Tells the application at its callback why there is no sign-in: in the query, or for the implicit grant in the fragment. */
export function bounce(
  { redirectUri, responseType, state }: AuthorizationRequest,
  error: string,
  description?: string,
): Reply {
  const parameters = { error, error_description: description, state };
  return redirectReply(withParameters(redirectUri, responseType === "code" ? "?" : "#", parameters));
}
