import type { CognitoContext } from "../cognito/context.ts";
import type { LoginRequest } from "./login-request.ts";
import { isPageError } from "./page-error.ts";
import { errorPage } from "./pages/error-page.ts";
import type { Reply } from "./reply.ts";

/** `GET /error?error=`: the page of a known error; whatever else the address says is not shown. */
export function showError(_context: CognitoContext, { query }: LoginRequest): Reply {
  const error = query.get("error");
  return errorPage(isPageError(error) ? error : "invalid_request");
}
