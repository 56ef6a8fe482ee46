import type { IntegrationId } from "../ids.ts";
import { productGroup } from "./group-name.ts";

/** Bytes that the groups of one token may take: with everything else it still has to fit a cookie or a header of the product. */
const MAX_BYTES = 2_048;

/** The groups of a user as one product is told them. */
export interface ProductGroups {
  readonly groups: readonly string[];
  /** How many did not fit. */
  readonly dropped: number;
}

/**
 * A user's Cognito groups as the product of an integration knows them: its own without their prefix, those of the whole pool as they
 * are, none of other integrations or of Latchkey itself. Own groups come first, so that what does not fit is least missed.
 */
export function productGroups(id: IntegrationId, groups: readonly string[]): ProductGroups {
  const isOwn = (group: string): boolean => group.startsWith(`${id}.`);
  const ordered = [...groups].sort((one, other) => Number(isOwn(other)) - Number(isOwn(one)) || (one < other ? -1 : 1));
  const named = new Set(ordered.flatMap((group) => productGroup(id, group) ?? []));
  const fitting: string[] = [];
  let bytes = 0;
  for (const group of named) {
    bytes += group.length + '"",'.length;
    if (bytes > MAX_BYTES) break;
    fitting.push(group);
  }
  return { groups: fitting, dropped: named.size - fitting.length };
}
