import type { Integration } from "@latchkey/core/integration";
import type { Payload } from "@latchkey/core/payload";
import type { Update } from "@latchkey/core/usecases/update";
import type {
  IntegrationRepresentation,
  RegisteredRepresentation,
  UpdatedRepresentation,
} from "../schemas/integration.ts";
import { instant } from "./instant.ts";
import { representPayload } from "./payload.ts";
import { representPolicies } from "./policies.ts";
import { representPolicy, representRotation } from "./rotation.ts";

/** An integration as the API shows it. Throws on a tombstone, which is never shown. */
export function representIntegration(row: Integration): IntegrationRepresentation {
  const { operation, problem, rotation, currentRotation, state } = row;
  if (state === "removed") throw new Error(`integration ${row.id} is removed and cannot be shown`);
  return {
    id: row.id,
    connector: row.connector,
    name: row.name,
    owner: row.owner,
    state,
    settings: row.settings,
    labels: { ...row.labels },
    userPoolId: row.userPoolId,
    issuer: row.issuer,
    clientId: row.clientId ?? null,
    secretArn: row.secretArn ?? null,
    version: row.version,
    verifiedAt: row.verifiedAt === undefined ? null : instant(row.verifiedAt),
    createdAt: instant(row.createdAt),
    updatedAt: instant(row.updatedAt),
    ...(rotation && { rotation: representPolicy(rotation) }),
    ...representPolicies(row),
    ...(currentRotation && { currentRotation: representRotation(row.id, currentRotation) }),
    ...(operation && {
      operation: {
        id: operation.id,
        kind: operation.kind,
        step: operation.step,
        startedAt: instant(operation.startedAt),
      },
    }),
    ...(problem && { problem: { code: problem.code, detail: problem.detail } }),
  };
}

/** An active integration with its payload. */
export const representRegistered = (row: Integration, payload: Payload): RegisteredRepresentation => ({
  ...representIntegration(row),
  payload: representPayload(payload),
});

/** An integration after an update. */
export const representUpdated = ({ integration, changedArtifacts }: Update): UpdatedRepresentation => ({
  ...representIntegration(integration),
  changedArtifacts: [...changedArtifacts],
});
