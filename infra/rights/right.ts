/** What a right is on; the stack knows the ARNs. */
export type Target =
  /** The table, without its indexes. */
  | "table"
  | "indexes"
  /** This user pool and no other. */
  | "pool"
  /** Secrets of this deployment: `latchkey/<deployment>/…`. */
  | "secrets"
  | "bus"
  /** For the one kind of action that AWS cannot restrict to a resource. */
  | "anything";

/** One IAM action on one kind of resource. */
export interface Right {
  /** As IAM writes it, for example `dynamodb:GetItem`; never with a wildcard. */
  readonly action: string;
  readonly on: Target;
  /** Why it is there although no call of that name is ever made, or is made only when something went wrong. */
  readonly because?: string;
}
