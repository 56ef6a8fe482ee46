/** What leaves for the client. */
export interface Answer {
  readonly status: number;
  /** Lower-case names; a name may come several times. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string | Buffer;
  /** Why, for the access log only. */
  readonly reason?: string;
}

/** The texts with which API Gateway answers by itself. */
const MESSAGES = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  413: "Request Entity Too Large",
  429: "Too Many Requests",
  431: "Request Header Fields Too Large",
  500: "Internal Server Error",
  503: "Service Unavailable",
} as const;

export type RefusalStatus = keyof typeof MESSAGES;

/** API Gateway's own answer: `{"message": ...}`. */
export const refusal = (status: RefusalStatus, reason?: string, headers: Answer["headers"] = []): Answer => ({
  status,
  headers: [["content-type", "application/json"], ...headers],
  body: JSON.stringify({ message: MESSAGES[status] }),
  ...(reason !== undefined && { reason }),
});
