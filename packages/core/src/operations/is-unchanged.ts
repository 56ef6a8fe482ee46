import type { Integration } from "../integration.ts";
import type { Call } from "../ports/call.ts";
import type { Services } from "../services.ts";

/**
 * Whether the row is still as it was read. What AWS shows amiss counts only then: otherwise it may be what somebody else's change has
 * made, or was asked for before that change.
 */
export const isUnchanged = async (
  { registry }: Pick<Services, "registry">,
  { id, version }: Pick<Integration, "id" | "version">,
  call: Call,
): Promise<boolean> => (await registry.load(id, call))?.version === version;
