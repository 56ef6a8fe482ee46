/** Loopback only: the stand-in accepts any credentials, so it must never be reachable from another machine. */
export const LOOPBACK = "127.0.0.1";
export const ACCOUNT_ID = "000000000000";
