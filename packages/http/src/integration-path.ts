import type { IntegrationId, RotationId } from "@latchkey/core/ids";

/** Where an integration is, relative to the API's origin (RFC 9110 10.2.2). */
export const integrationPath = (id: IntegrationId): string => `/v1/integrations/${id}`;

/** Where one of its rotations is. */
export const rotationPath = (id: IntegrationId, rotation: RotationId): string =>
  `${integrationPath(id)}/rotations/${rotation}`;

/** Seconds after which to look again at what was only accepted. */
export const POLL_AFTER = "2";
