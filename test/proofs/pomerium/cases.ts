import type { JsonObject } from "@latchkey/core/json";

/** A registration, and what has to come of it; written out, so that nothing is taken from the connector that is to be proven. */
export interface PomeriumCase {
  /** Names the case in lists of mutations. */
  readonly title: string;
  readonly settings: JsonObject;
  /** Where people find the authenticate service. */
  readonly authenticateUrl: string;
  readonly callbackUrl: string;
  readonly signedOutUrl: string;
}

const pomeriumAt = (title: string, authenticateUrl: string): PomeriumCase => ({
  title,
  settings: { authenticateUrl },
  authenticateUrl,
  callbackUrl: `${authenticateUrl}/oauth2/callback`,
  signedOutUrl: `${authenticateUrl}/.pomerium/signed_out`,
});

export const plainCase = pomeriumAt("plain", "https://authenticate.example.com");
export const otherCase = pomeriumAt("other", "https://auth.example.com:8443");
