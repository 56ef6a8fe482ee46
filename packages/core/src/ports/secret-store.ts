import type { Secret } from "../secret.ts";
import type { Call } from "./call.ts";

export interface StoredSecret {
  readonly arn: string;
  /** The version that carries `AWSCURRENT`. */
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

/** Secrets Manager: the only source of truth for client secrets. Every method throws `UpstreamError`. */
export interface SecretStore {
  /** `exists` when the name is taken by another value: read it instead. */
  create(
    secret: NewSecret,
    call: Call,
  ): Promise<
    { readonly kind: "created"; readonly arn: string; readonly versionId: string } | { readonly kind: "exists" }
  >;
  /** Undefined when there is no such secret, or it is scheduled for deletion. */
  read(name: string, call: Call): Promise<StoredSecret | undefined>;
  /** Schedules deletion after `recoveryDays` (7 to 30), or deletes at once and for good with 0. One that is gone counts as done. */
  remove(name: string, recoveryDays: number, call: Call): Promise<void>;
}
