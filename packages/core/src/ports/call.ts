/** What every call of a port is given: it ends, broken off if need be, when the request's deadline passes. */
export interface Call {
  /** Aborted at the deadline. A call that it breaks off ends in `UpstreamError` with `unknown`. */
  readonly signal?: AbortSignal;
}
