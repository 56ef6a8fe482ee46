/** What a load test changes about the service that `npm start` runs. */
export interface ServerOptions {
  /** The folder with everything that outlives the server: its data, the calls that AWS saw, its log. */
  readonly dir: string;
  readonly port: number;
  readonly loginPort: number;
  /** AWS's time: so many times as fast as the machine's since that moment (epoch milliseconds). */
  readonly since: number;
  readonly factor: number;
  /** Undefined: no quotas at all. */
  readonly maxClients?: number;
  /** The share of calls that AWS refuses for their rate, whatever that is; those that create app clients can have one of their own. */
  readonly throttled: { readonly share: number; readonly creates?: number; readonly seed: number };
  /** 0 leaves the reconciler to whoever invokes it. */
  readonly reconcileEveryMs: number;
}

/** The files and folders of a server under its `dir`. */
export const FILES = { data: "data", calls: "calls.jsonl", log: "functions.log", callers: "callers.json" } as const;

/** What the server prints when everything answers. */
export const READY = "ready\n";
