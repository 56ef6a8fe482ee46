import { createHash } from "node:crypto";
import type { OperationId } from "@latchkey/contract/routes";
import { canonicalJson } from "@latchkey/core/canonical-json";
import type { IntegrationId } from "@latchkey/core/ids";
import type { Json } from "@latchkey/core/json";

/**
 * What an idempotency key is bound to, SHA-256 in hex: operation, integration and body. Equal bodies have equal hashes, however they
 * are written; one that is absent is like an empty one.
 */
export const requestHash = (operation: OperationId, body: Json | undefined, id?: IntegrationId): string =>
  createHash("sha256")
    .update(canonicalJson([operation, id ?? null, body ?? {}]))
    .digest("hex");
