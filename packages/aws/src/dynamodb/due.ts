import { marshall } from "@aws-sdk/util-dynamodb";
import type { Call } from "@latchkey/core/ports/call";
import { query } from "./get.ts";
import { INDEX, type Item, type OPEN } from "./rows.ts";
import type { Table } from "./table.ts";

interface Due {
  readonly partition: (typeof OPEN)[keyof typeof OPEN];
  /** Epoch milliseconds; whatever is there when left out. */
  readonly until?: number;
  readonly limit: number;
}

/** What somebody has to look at, longest due first. Eventually consistent, as every index. */
export async function dueItems(table: Table, { partition, until, limit }: Due, call: Call): Promise<readonly Item[]> {
  const answer = await query(
    table,
    {
      IndexName: INDEX.due,
      KeyConditionExpression: until === undefined ? "dueKey = :due" : "dueKey = :due AND dueAt <= :until",
      ExpressionAttributeValues: marshall({ ":due": partition, ...(until !== undefined && { ":until": until }) }),
      Limit: limit,
    },
    call,
  );
  return answer.Items ?? [];
}
