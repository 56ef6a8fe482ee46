import type { Refusal } from "../kernel/faults.ts";
import { claimedClientId } from "./client-authentication.ts";
import { jsonReply, type Reply } from "./reply.ts";
import type { BreakableCall } from "./serve-plane.ts";

/** The token endpoint as fault rules know it: never with a secret, a code or a token. */
export const tokenCall: BreakableCall = {
  operation: "token",
  input(request) {
    const grantType = request.form.get("grant_type");
    const clientId = claimedClientId(request);
    return {
      ...(grantType !== null && { grant_type: grantType }),
      ...(clientId !== undefined && { client_id: clientId }),
    };
  },
  refused,
};

/** What AWS answers here when it throttles is not published: RFC 6585 has the status, and callers can rely on nothing else. */
function refused(fault: Refusal): Reply {
  if (fault.kind === "throttle") return jsonReply(429, { error: "too_many_requests" });
  const description = fault.message === undefined ? {} : { error_description: fault.message };
  return jsonReply(fault.type === "server_error" ? 500 : 400, { error: fault.type, ...description });
}
