import type { Collection, Store } from "../kernel/store.ts";

/** Everything the stand-in knows of Secrets Manager. Times are epoch milliseconds. */
export interface SecretsState {
  /** by name */
  readonly secrets: Collection<StoredSecret>;
  /** When each version was last read, by ARN. Apart from the secret, so that a read changes no secret. */
  readonly accesses: Collection<Accesses>;
}

export function secretsState(store: Store): SecretsState {
  return { secrets: store.collection("secrets.secrets"), accesses: store.collection("secrets.accesses") };
}

export interface StoredSecret {
  readonly name: string;
  readonly arn: string;
  readonly description?: string;
  readonly kmsKeyId?: string;
  readonly type?: string;
  readonly tags: readonly Tag[];
  /** Oldest first. */
  readonly versions: readonly SecretVersion[];
  readonly createdAt: number;
  readonly changedAt: number;
  readonly rotatedAt?: number;
  readonly rotation?: Rotation;
  readonly deletion?: Deletion;
}

export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

export interface SecretVersion {
  readonly id: string;
  readonly createdAt: number;
  readonly stages: readonly string[];
  /** Absent in a version that a rotation announced and has not filled yet. */
  readonly value?: SecretValue;
}

/** Exactly one of both; `SecretBinary` is base64. */
export interface SecretValue {
  readonly SecretString?: string;
  readonly SecretBinary?: string;
}

export interface Rotation {
  readonly enabled: boolean;
  readonly functionArn: string;
  readonly rules?: RotationRules;
}

export interface RotationRules {
  readonly AutomaticallyAfterDays?: number;
  readonly Duration?: string;
  readonly ScheduleExpression?: string;
}

export interface Deletion {
  /** From then on the secret does not exist any more. */
  readonly at: number;
  /** Without recovery. */
  readonly forced: boolean;
}

/** Start of the day (UTC) of the last read, by version id: AWS keeps no more than the date. */
export type Accesses = Readonly<Record<string, number>>;
