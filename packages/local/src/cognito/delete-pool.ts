import type { Collection } from "../kernel/store.ts";
import type { CognitoContext } from "./context.ts";
import type { Pool } from "./state.ts";

/** Deletes a pool and everything that exists only in it. Mail that it sent stays in the mailbox, as it would in anybody's. */
export function deletePool(context: CognitoContext, pool: Pool): void {
  const { pools, mail: _mail, ...dependent } = context.state;
  for (const collection of Object.values(dependent)) removeOf(pool.id, collection);
  pools.delete(pool.id);
}

function removeOf(
  poolId: string,
  collection: Pick<Collection<{ readonly poolId: string }>, "entries" | "delete">,
): void {
  for (const [key, value] of collection.entries()) {
    if (value.poolId === poolId) collection.delete(key);
  }
}
