import { collected } from "./collected.ts";

/** How the clients of this package reach AWS. */
export interface Connection {
  readonly region: string;
  readonly credentials: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
  };
  /** Undefined for the service's own endpoint. */
  readonly endpoint: string | undefined;
  /** One attempt of one call is given up after this, in milliseconds. */
  readonly callMs: number;
}

/**
 * Client settings shared by all services. The SDK retries nothing: it cannot know which calls may be repeated, takes Cognito's hard
 * quotas for throttling, and repeats a create whose answer was lost (facts in docs/decisions.md). `retrying` decides instead. Every
 * setting that the SDK would look up in shared configuration files is given: a function has none, and one that is missing costs its first
 * call 1 to 2 ms of looking (test/architecture/no-files.test.ts).
 */
export const clientSettings = ({ region, credentials, endpoint, callMs }: Connection) => ({
  region,
  credentials,
  ...(endpoint !== undefined && { endpoint }),
  maxAttempts: 1,
  retryMode: "standard",
  defaultsMode: "standard" as const,
  useDualstackEndpoint: false,
  useFipsEndpoint: false,
  ignoreConfiguredEndpointUrls: true,
  accountIdEndpointMode: "disabled" as const,
  authSchemePreference: [],
  disableClockSkewCorrection: false,
  // Not an id that happens to be none: the SDK looks for one unless something answers.
  userAgentAppId: () => Promise.resolve(undefined),
  streamCollector: collected,
  requestHandler: { connectionTimeout: Math.min(callMs, 2_000), requestTimeout: callMs, throwOnRequestTimeout: true },
});
