import { marshall } from "@aws-sdk/util-dynamodb";
import type { IntegrationId } from "@latchkey/core/ids";
import type { Call } from "@latchkey/core/ports/call";
import { query } from "./get.ts";
import { type Item, keyOf } from "./rows.ts";
import type { Table } from "./table.ts";

interface Page {
  /** What the sort keys begin with. */
  readonly prefix: string;
  readonly limit: number;
  /** Key of the item after which the page begins. */
  readonly after: ReturnType<typeof keyOf.event> | undefined;
  readonly backwards: boolean;
}

/** One page of the items of a kind that are kept beside an integration. Strongly consistent. */
export async function companionItems(
  table: Table,
  id: IntegrationId,
  { prefix, limit, after, backwards }: Page,
  call: Call,
): Promise<{ readonly items: readonly Item[]; readonly more: boolean }> {
  const { pk } = keyOf.integration(id);
  const answer = await query(
    table,
    {
      KeyConditionExpression: "pk = :pk AND begins_with(sk, :prefix)",
      ExpressionAttributeValues: marshall({ ":pk": pk, ":prefix": prefix }),
      ScanIndexForward: !backwards,
      ConsistentRead: true,
      Limit: limit,
      ...(after !== undefined && { ExclusiveStartKey: marshall(after) }),
    },
    call,
  );
  return { items: answer.Items ?? [], more: answer.LastEvaluatedKey !== undefined };
}
