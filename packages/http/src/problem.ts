import { problems, problemType } from "@latchkey/contract/problems";
import { LatchkeyError } from "@latchkey/core/errors";
import { UpstreamError } from "@latchkey/core/upstream";
import type { Answer } from "./answer.ts";

const SEE_LOG = "The operator finds the details in the log under the request id.";

/** Seconds. */
const THROTTLED_RETRY = 2;
const UNAVAILABLE_RETRY = 5;

/** Any error as a refusal that is safe to show. What no one foresaw is `internal`, and tells nothing. */
export function refusalOf(error: unknown): LatchkeyError {
  if (error instanceof LatchkeyError) return error;
  if (error instanceof UpstreamError) return upstreamRefusal(error);
  return new LatchkeyError("internal", `Something went wrong on our side. ${SEE_LOG}`, { cause: error });
}

function upstreamRefusal(error: UpstreamError): LatchkeyError {
  const cause = { cause: error };
  switch (error.failure) {
    case "throttled":
      return new LatchkeyError("throttled", "AWS takes no more requests at this rate. Send the request again later.", {
        ...cause,
        retryAfter: THROTTLED_RETRY,
      });
    case "unknown":
    case "conflict":
      return new LatchkeyError(
        "upstream-unavailable",
        "AWS did not answer in time. Send the request again; a POST with an Idempotency-Key is always safe to repeat.",
        { ...cause, retryAfter: UNAVAILABLE_RETRY },
      );
    case "quota":
    case "rejected":
      return new LatchkeyError(
        "provider-refused",
        `AWS refused ${error.operation} (${error.reason}). ${SEE_LOG}`,
        cause,
      );
  }
}

/** A refusal as RFC 9457 problem details, with the headers that belong to its status. */
export function problemAnswer(refusal: LatchkeyError, requestId: string): Answer {
  const { code, message, errors, retryAfter, members } = refusal;
  const { status, title } = problems[code];
  const allow = members["allow"];
  const document = {
    ...members,
    type: problemType(code),
    title,
    status,
    detail: message,
    code,
    requestId,
    ...(errors.length > 0 && { errors }),
  };
  return {
    status,
    headers: {
      ...(allow !== undefined && { Allow: allow }),
      ...(retryAfter !== undefined && { "Retry-After": String(retryAfter) }),
    },
    content: { mediaType: "application/problem+json", body: JSON.stringify(document) },
  };
}
