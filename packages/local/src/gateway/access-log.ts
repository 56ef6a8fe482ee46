/** One answered request, as an access log may show it: no body, no query, no token. */
export interface AccessLogEntry {
  readonly requestId: string;
  /** Epoch milliseconds of the request, on the stand-in's clock. */
  readonly time: number;
  readonly method: string;
  /** Decoded; empty when it cannot be. */
  readonly path: string;
  /** Absent when no route took the request. */
  readonly routeKey?: string;
  readonly status: number;
  readonly responseBytes: number;
  /** Real milliseconds from the request's headers to its answer. */
  readonly latencyMs: number;
  /** Real milliseconds that the function took, when it was asked. */
  readonly integrationLatencyMs?: number;
  readonly sourceIp: string;
  readonly userAgent: string;
  /** The token's `client_id`. */
  readonly clientId?: string;
  /** Why API Gateway answered by itself, or why the function failed. */
  readonly reason?: string;
}
