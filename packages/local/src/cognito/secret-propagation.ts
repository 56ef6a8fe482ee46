import type { Client, CognitoState } from "./state.ts";

/** How long Cognito takes to act on a change of a client's secrets, in milliseconds of the stand-in's time. */
export interface SecretPropagation {
  /** How long a new secret is still refused. */
  readonly acceptAfterMs: number;
  /** How long a deleted secret is still accepted. */
  readonly refuseAfterMs: number;
}

/** A propagation that can be changed while the stand-in runs; it always shows what is set. */
export interface SwitchableSecretPropagation extends SecretPropagation {
  /**
   * Sets what is named, for the changes that follow: those made so far take effect at once. `Infinity` holds a change back until the
   * next `set`. Throws `RangeError` for what is no duration.
   */
  set(change: Partial<SecretPropagation>): void;
}

/** The propagation of one stand-in; at once by default. Throws `RangeError` for what is no duration. */
export function switchableSecretPropagation(
  state: CognitoState,
  initial: Partial<SecretPropagation> = {},
): SwitchableSecretPropagation {
  let current = checked({ acceptAfterMs: 0, refuseAfterMs: 0, ...initial });
  return {
    get acceptAfterMs() {
      return current.acceptAfterMs;
    },
    get refuseAfterMs() {
      return current.refuseAfterMs;
    },
    set(change) {
      current = checked({ ...current, ...change });
      for (const [id, client] of state.clients.entries()) {
        if (client.secrets.some(isPending)) state.clients.put(id, settled(client));
      }
    },
  };
}

/** One number means both directions. */
export const propagationOf = (given: number | SecretPropagation): SecretPropagation =>
  typeof given === "number" ? { acceptAfterMs: given, refuseAfterMs: given } : given;

function checked(propagation: SecretPropagation): SecretPropagation {
  for (const [name, ms] of Object.entries(propagation)) {
    if (!(ms >= 0)) throw new RangeError(`${name} must be a number of milliseconds, not ${ms}`);
  }
  return propagation;
}

const isPending = ({ settled: isSettled, deletedAt }: Client["secrets"][number]): boolean =>
  isSettled !== true || deletedAt !== undefined;

/** The client as if every change of its secrets had been made long ago. */
function settled(client: Client): Client {
  const kept = client.secrets.filter(({ deletedAt }) => deletedAt === undefined);
  return { ...client, secrets: kept.map((secret) => ({ ...secret, settled: true })) };
}
