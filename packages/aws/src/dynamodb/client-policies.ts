import type { ClientPolicies } from "@latchkey/core/ports/client-policies";
import { get } from "./get.ts";
import { clientPolicyOf, keyOf } from "./rows.ts";
import type { Table } from "./table.ts";

/** The policies by app client: one strongly consistent read. */
export const dynamodbClientPolicies = (table: Table): ClientPolicies => ({
  async read(clientId, call) {
    const item = await get(table, keyOf.client(clientId), call);
    return item && clientPolicyOf(item);
  },
});
