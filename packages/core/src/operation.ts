import type { Owner } from "./caller.ts";
import type { OperationId } from "./ids.ts";
import type { JsonObject } from "./json.ts";
import type { AccessPolicy, SignUpPolicy } from "./policies/policies.ts";
import type { RotationPolicy } from "./rotation.ts";

/** What every open operation carries. Times are epoch milliseconds. */
interface Leased {
  readonly id: OperationId;
  /** `latchkey` for what the reconciler began by itself. */
  readonly startedBy: Owner | "latchkey";
  readonly startedAt: number;
  /** Counts takeovers and retries; the next try waits longer each time. */
  readonly attempts: number;
  /** Nobody else may work on the operation before this moment. */
  readonly leaseUntil: number;
  /** From here on no call of an earlier attempt can take effect any more. */
  readonly settlesAt: number;
  /** Whether a client that the row does not know may exist in Cognito: then they have to be listed before anything is created. */
  readonly unknownClient: boolean;
}

/** `provision` does the work; `undo` takes the registration back and is never left again. */
export interface RegisterOperation extends Leased {
  readonly kind: "register";
  readonly step: "provision" | "undo";
}

export interface UpdateOperation extends Leased {
  readonly kind: "update";
  readonly step: "apply";
  readonly target: UpdateTarget;
  /** What becomes of a field that was changed in Cognito by somebody else and is to change now: refused, or overwritten. */
  readonly drift: DriftMode;
}

/**
 * `clear` makes room in a client that has two secrets (compromised only), `stage` brings the new secret to `AWSCURRENT`, `retire`
 * deletes the old one, `abort` leads back to the old one.
 */
export interface RotateOperation extends Leased {
  readonly kind: "rotate";
  readonly step: "clear" | "stage" | "retire" | "abort";
  /** An update that it has overtaken, and brings to its end before anything else. */
  readonly update?: OvertakenUpdate;
}

export type OvertakenUpdate = Pick<UpdateOperation, "startedBy" | "target" | "drift">;

export interface RemoveOperation extends Leased {
  readonly kind: "remove";
  readonly step: "delete";
}

/** A durable, resumable change of one integration; at most one is open. */
export type Operation = RegisterOperation | UpdateOperation | RotateOperation | RemoveOperation;

/** The update that an open operation still has to make: its own, or one that it has overtaken. */
export function updateIn(operation: Operation | undefined): OvertakenUpdate | undefined {
  if (operation?.kind === "rotate") return operation.update;
  if (operation?.kind !== "update") return undefined;
  const { startedBy, target, drift } = operation;
  return { startedBy, target, drift };
}

/** What an update makes of the editable members. */
export interface UpdateTarget {
  readonly name: string;
  readonly settings: JsonObject;
  readonly labels: Readonly<Record<string, string>>;
  readonly rotation?: RotationPolicy;
  readonly signUp?: SignUpPolicy;
  readonly access?: AccessPolicy;
  /** Nobody's to edit: what the deployment says when the update begins. */
  readonly identityProviders: readonly string[];
}

export type DriftMode = "refuse" | "overwrite";
