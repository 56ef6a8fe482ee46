import type { IntegrationId } from "@latchkey/core/ids";

/** Where an integration is, relative to the API's origin (RFC 9110 10.2.2). */
export const integrationPath = (id: IntegrationId): string => `/v1/integrations/${id}`;

/** Seconds after which to look again at what was only accepted. */
export const POLL_AFTER = "2";
