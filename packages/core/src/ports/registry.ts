import type { Owner } from "../caller.ts";
import type { IntegrationId, RotationId } from "../ids.ts";
import type { Integration, IntegrationEvent, IntegrationState } from "../integration.ts";
import type { Rotation } from "../rotation.ts";
import type { Call } from "./call.ts";

/** Binds an `Idempotency-Key` of one owner to what its first use made. */
export interface IdempotencyClaim {
  readonly owner: Owner;
  readonly key: string;
  /** SHA-256 of the canonical request body, hex. */
  readonly requestHash: string;
  readonly integrationId: IntegrationId;
  /** Set when it was a rotation that was asked for. */
  readonly rotationId?: RotationId;
  /** Epoch milliseconds; later the key is free again, whether or not the table has deleted the row yet. */
  readonly expiresAt: number;
}

export interface Limits {
  /** Integrations that one owner may have. */
  readonly perOwner: number;
  /** Branding styles that ours may take in a managed-login pool: Cognito allows 20 in all, and no more. */
  readonly stylesPerPool: number;
}

/** What stopped a reservation; all of it was checked in one transaction, and nothing was written. */
export type ReserveOutcome =
  | { readonly kind: "reserved" }
  | { readonly kind: "key-used"; readonly claim: IdempotencyClaim }
  | { readonly kind: "name-taken"; readonly by: IntegrationId }
  | { readonly kind: "owner-full" }
  | { readonly kind: "styles-exhausted" };

/** A change of a row, all or nothing. */
export interface Change {
  readonly before: Integration;
  readonly after: Integration;
  readonly events: readonly IntegrationEvent[];
  readonly claim?: IdempotencyClaim;
}

/** What stopped a change; nothing was written. `stale`: the stored row no longer has the epoch and version of `before`. */
export type SaveOutcome =
  | { readonly kind: "saved" | "stale" | "name-taken" }
  | { readonly kind: "key-used"; readonly claim: IdempotencyClaim };

export interface ListQuery {
  /** Undefined lists the integrations of all owners. */
  readonly owner: Owner | undefined;
  /** 1 to 100. */
  readonly limit: number;
  /** Continue after this id (ids are listed newest first). */
  readonly after?: IntegrationId;
  readonly connector?: string;
  readonly state?: IntegrationState;
  readonly label?: { readonly key: string; readonly value: string };
}

export interface ListPage {
  /** May be shorter than the limit, because filters apply within a page. */
  readonly items: readonly Integration[];
  /** Undefined ends the list; nothing else does. */
  readonly next: IntegrationId | undefined;
}

/**
 * The store of integrations. A row's companions (its names, its client's row for the triggers, its rotations, the counts) are kept
 * in step with it inside the same transaction. Every method throws `UpstreamError`; `unknown` after a write means that the row has to be read again.
 */
export interface Registry {
  /** Writes a new row with its companions, the key's claim and events, all or nothing. */
  reserve(
    integration: Integration,
    context: { readonly limits: Limits; readonly claim?: IdempotencyClaim },
    call: Call,
  ): Promise<ReserveOutcome>;

  /**
   * Replaces `before` by `after` with its events, if the stored row still has the epoch and version of `before`. `name-taken` when
   * `after` wants a name that another integration has, `key-used` when the claim's key is bound already.
   */
  save(change: Change, call: Call): Promise<SaveOutcome>;

  /** A strongly consistent read; tombstones and expired rows included. */
  load(id: IntegrationId, call: Call): Promise<Integration | undefined>;

  /** Those of the ids that have a row or a tombstone. */
  known(ids: readonly IntegrationId[], call: Call): Promise<ReadonlySet<IntegrationId>>;

  /** A rotation, however long ago it ended. Strongly consistent. */
  rotation(id: IntegrationId, rotationId: RotationId, call: Call): Promise<Rotation | undefined>;

  /** Notes that the secret of this version of a row was just accepted; without effect on any other version. */
  noteVerified(row: Integration, verifiedAt: number, call: Call): Promise<void>;

  /** The claim of a key that has not expired at `now`. */
  claim(owner: Owner, key: string, now: number, call: Call): Promise<IdempotencyClaim | undefined>;

  /** Newest first. Eventually consistent: a row of the last moments may be missing. Never contains tombstones. */
  list(query: ListQuery, call: Call): Promise<ListPage>;

  /** Rows whose `dueAt` is not after `now`, longest due first, at most `limit`. Eventually consistent. */
  due(now: number, limit: number, call: Call): Promise<readonly Integration[]>;

  /**
   * Appends an event if the row is `active` and belongs to that owner; `refused` if not. In one round trip, so that it can run
   * beside the reads that it guards.
   */
  appendIfActive(event: IntegrationEvent, owner: Owner, call: Call): Promise<"appended" | "refused">;
}
