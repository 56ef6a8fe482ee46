import type { Secret } from "../secret.ts";
import type { Call } from "./call.ts";

/** One version of a secret. */
export interface StoredSecret {
  readonly arn: string;
  readonly versionId: string;
  readonly secret: Secret;
}

export interface NewSecret {
  readonly name: string;
  readonly secret: Secret;
  /** 32 to 64 characters; becomes the version id. The same token with the same value is one and the same creation. */
  readonly token: string;
  readonly description: string;
  readonly tags: Readonly<Record<string, string>>;
}

export interface PendingSecret {
  readonly name: string;
  readonly secret: Secret;
  /** 32 to 64 characters; becomes the version id. */
  readonly versionId: string;
  /** What Secrets Manager gave the rotation function to write with (`RotationToken`). */
  readonly rotationToken?: string;
}

/** Secrets Manager: the only source of truth for client secrets. Every method throws `UpstreamError`. */
export interface SecretStore {
  /** `exists` when the name is taken by another value: read it instead. */
  create(
    secret: NewSecret,
    call: Call,
  ): Promise<
    { readonly kind: "created"; readonly arn: string; readonly versionId: string } | { readonly kind: "exists" }
  >;
  /** The version that carries `AWSCURRENT`. Undefined when there is no such secret, or it is scheduled for deletion. */
  read(name: string, call: Call): Promise<StoredSecret | undefined>;
  /** One version, whatever its labels. Undefined when there is none, or it has no value yet. */
  readVersion(name: string, versionId: string, call: Call): Promise<StoredSecret | undefined>;
  /**
   * Stores a version as `AWSPENDING`. `exists` when that version has another value: read it instead. Like the two below, it is
   * repeated after throttling only, so that nothing of it lands after the operation that wanted it.
   */
  stage(secret: PendingSecret, call: Call): Promise<"staged" | "exists">;
  /** Moves `AWSCURRENT` from the version that has it to this one; there already counts as done. */
  promote(name: string, version: { readonly to: string; readonly from: string }, call: Call): Promise<void>;
  /**
   * Takes `AWSPENDING` off the version that has it, unless that one is `current`: Secrets Manager takes it for a rotation that still
   * goes on. Which one is `AWSCURRENT` has to be given, because it may have moved only now. Without one it is done.
   */
  unstage(secret: { readonly name: string; readonly current: string }, call: Call): Promise<void>;
  /** Schedules deletion after `recoveryDays` (7 to 30), or deletes at once and for good with 0. One that is gone counts as done. */
  remove(name: string, recoveryDays: number, call: Call): Promise<void>;
}
