import type { CognitoContext } from "../cognito/context.ts";
import type { LoginRequest } from "../login/login-request.ts";
import { pageReply, type Reply } from "../login/reply.ts";
import { type Plane, type Route, servePlane } from "../login/serve-plane.ts";
import { mailboxPage } from "./mailbox-page.ts";
import { type Message, messagesIn } from "./messages.ts";

const ROUTE: Route = { GET: showMailbox };

/**
 * `GET /mailbox`: the mail that Cognito would have sent, newest first. A page for people; JSON `{messages}` for programs, which ask
 * with `?to=<address>` or `Accept: application/json`. Answers false for any other path.
 */
export function mailbox(context: CognitoContext): Plane {
  return servePlane(context, (path) => (path === "/mailbox" ? ROUTE : undefined));
}

function showMailbox({ state }: CognitoContext, { query, headers }: LoginRequest): Reply {
  const to = query.get("to") ?? undefined;
  const messages = messagesIn(state, to);
  const wantsJson = to !== undefined || headers.accept?.includes("application/json") === true;
  return wantsJson ? jsonOf(messages) : pageReply(200, mailboxPage(messages));
}

/** Without the CORS header of the OAuth endpoints: pages of other origins have no business with codes. */
function jsonOf(messages: readonly Message[]): Reply {
  const headers = {
    "content-type": "application/json; charset=utf-8",
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
  };
  return { status: 200, headers, body: JSON.stringify({ messages }) };
}
