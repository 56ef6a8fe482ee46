import type { SecretPropagation } from "@latchkey/local/cognito/secret-propagation";
import type { Fault } from "@latchkey/local/kernel/faults";
import { cognitoModel, secretsManagerModel } from "@latchkey/local/model/models";
import { type CallName, type CallSite, partsOf } from "./upstream-call.ts";
import type { Death } from "./wire.ts";

/** Who sees to it afterwards: the reconciler, the caller's repetition before it, or two reconcilers and the caller at once. */
export type Recovery = "reconciler" | "caller" | "all-at-once";

/** Something that can go wrong with one call. */
export interface FaultKind {
  /** Completes the sentence `recovers when <call> <nth> ...`. */
  readonly words: string;
  readonly recovery: Recovery;
  /** Undefined where it cannot happen to that call. */
  of(site: CallSite): Damage | undefined;
  /** Only where a secret is replaced: how slow Cognito is with secrets from then on. */
  readonly propagation?: Partial<SecretPropagation>;
}

export type Damage = { readonly fault: Fault } | { readonly death: Death };

/** Later than the request has been answered, before an operation settles. */
const LATE_MS = 3_000;
/** Everything that the scenario itself has done, and nothing that had grown before. */
const STALE_MS = 4_000;
/** A client that was made in the last minute is in no list. */
const STALE_LIST_MS = 55_000;
/** Less than a new secret is given to become good. */
const SLOW_MS = 8_000;

const STALE_READS: Readonly<Partial<Record<CallName, number>>> = {
  "cognito-idp:ListUserPoolClients": STALE_LIST_MS,
  "cognito-idp:ListUserPoolClientSecrets": STALE_MS,
  "cognito-idp:DescribeUserPoolClient": STALE_MS,
  "secretsmanager:GetSecretValue": STALE_MS,
  "secretsmanager:DescribeSecret": STALE_MS,
};

const always =
  (fault: Fault): FaultKind["of"] =>
  () => ({ fault });
const death =
  (when: Death["when"]): FaultKind["of"] =>
  (site) => ({ death: { ...site, when } });

const SLOW_ACCEPT = { acceptAfterMs: SLOW_MS };
const SLOW = { acceptAfterMs: SLOW_MS, refuseAfterMs: SLOW_MS };

/** Everything that can go wrong with a call. */
export const FAULT_KINDS: readonly FaultKind[] = [
  { words: "is throttled", recovery: "caller", of: always({ kind: "throttle" }) },
  {
    words: "answers 500",
    recovery: "reconciler",
    of: ({ name }) => ({ fault: { kind: "error", type: internal(name) } }),
  },
  { words: "breaks off before its effect", recovery: "caller", of: always({ kind: "reset-before" }) },
  { words: "breaks off after its effect", recovery: "reconciler", of: always({ kind: "reset-after" }) },
  { words: "is never answered", recovery: "reconciler", of: always({ kind: "hang" }) },
  {
    words: "lands late",
    recovery: "caller",
    of: ({ name }) => (name === "login:token" ? undefined : { fault: { kind: "late", ms: LATE_MS } }),
  },
  { words: "is where the process dies", recovery: "reconciler", of: death("before") },
  { words: "is the last that the process did", recovery: "caller", of: death("after") },
  { words: "is the last that the process did and all take over at once", recovery: "all-at-once", of: death("after") },
  {
    words: "shows the past",
    recovery: "reconciler",
    of({ name }) {
      const ms = STALE_READS[name];
      return ms === undefined ? undefined : { fault: { kind: "stale", ms } };
    },
  },
  {
    words: "is the last that the process did while Cognito is slow with secrets",
    recovery: "reconciler",
    of: death("after"),
    propagation: SLOW,
  },
  {
    words: "answers 500 while new secrets are refused",
    recovery: "reconciler",
    of: ({ name }) => (name === "login:token" ? { fault: { kind: "error", type: internal(name) } } : undefined),
    propagation: SLOW_ACCEPT,
  },
  {
    words: "is never answered while new secrets are refused",
    recovery: "caller",
    of: ({ name }) => (name === "login:token" ? { fault: { kind: "hang" } } : undefined),
    propagation: SLOW_ACCEPT,
  },
];

/** What a scenario that replaces a secret has to bear besides; completes the sentence `recovers when ...`. */
export const SLOW_KINDS: readonly { readonly words: string; readonly propagation: Partial<SecretPropagation> }[] = [
  { words: "new secrets are refused for a while", propagation: SLOW_ACCEPT },
  { words: "deleted secrets are accepted for a while", propagation: { refuseAfterMs: SLOW_MS } },
  { words: "Cognito is slow with secrets", propagation: SLOW },
];

/** The error with status 500 that the operation declares. */
function internal(name: CallName): string {
  const { service, operation } = partsOf(name);
  if (service === "login") return "server_error";
  if (service === "dynamodb") return "InternalServerError";
  if (service === "events") return "InternalException";
  const { operations } = service === "cognito-idp" ? cognitoModel : secretsManagerModel;
  const declared = operations[operation]?.errors.find((type) => type.startsWith("Internal"));
  if (declared === undefined) throw new Error(`${name} declares no internal error`);
  return declared;
}
