import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import type { HealthReport } from "@latchkey/core/health";
import type { HealthStore } from "@latchkey/core/ports/health-store";
import { get } from "./get.ts";
import { keyOf } from "./rows.ts";
import type { Table } from "./table.ts";
import { transact } from "./transact.ts";

/** A report nobody asks for any more is gone after a day. */
const KEPT_SECONDS = 24 * 60 * 60;

/** The last report beside its integration, and when the right to make one was last claimed. */
export function dynamodbHealthStore(table: Table): HealthStore {
  return {
    async read(id, call) {
      const item = await get(table, keyOf.health(id), call);
      // Only `write` writes it.
      return item && (unmarshall(item)["report"] as HealthReport | undefined);
    },
    async claim(id, { now, since }, call) {
      const Update = {
        TableName: table.name,
        Key: marshall(keyOf.health(id)),
        UpdateExpression: "SET claimedAt = :now, #ttl = :ttl",
        ConditionExpression: "attribute_not_exists(claimedAt) OR claimedAt <= :since",
        ExpressionAttributeNames: { "#ttl": "ttl" },
        ExpressionAttributeValues: marshall({ ":now": now, ":since": since, ":ttl": ttlAfter(now) }),
      };
      return (await transact(table, [{ item: { Update }, conflict: "row" }], call)) === undefined;
    },
    async write(id, report, call) {
      const Update = {
        TableName: table.name,
        Key: marshall(keyOf.health(id)),
        UpdateExpression: "SET report = :report",
        ExpressionAttributeValues: marshall({ ":report": report }, { removeUndefinedValues: true }),
      };
      await transact(table, [{ item: { Update }, conflict: "row" }], call);
    },
  };
}

const ttlAfter = (ms: number): number => Math.ceil(ms / 1000) + KEPT_SECONDS;
