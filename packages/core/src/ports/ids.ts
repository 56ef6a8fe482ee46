import type { EventId, IntegrationId, OperationId, RevisionId, RotationId } from "../ids.ts";
import type { Secret } from "../secret.ts";

/** Randomness. Ids made later sort later. */
export interface Ids {
  integration(): IntegrationId;
  operation(): OperationId;
  rotation(): RotationId;
  event(): EventId;
  revision(): RevisionId;
  /** 52 characters of `[A-Za-z0-9]` (309 bits): others are encoded differently by different OAuth clients. */
  clientSecret(): Secret;
  /** A UUID (RFC 9562) that is always the same for the same text: the idempotency token of a call that may be repeated. */
  tokenFor(text: string): string;
}
