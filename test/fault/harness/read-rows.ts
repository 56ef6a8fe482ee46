import { paginateScan } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { integrationOf } from "@latchkey/aws/dynamodb/rows";
import { TABLE } from "@latchkey/local/stack/bootstrap";
import type { World } from "../../support/invariants.ts";
import type { TestAws } from "../../support/test-aws.ts";

/** What the table holds: the part of the world that says whether something is still to be done. */
export async function readRows({ clients }: Pick<TestAws, "clients">): Promise<Pick<World, "rows" | "items">> {
  const found = [];
  for await (const page of paginateScan({ client: clients.dynamodb }, { TableName: TABLE, ConsistentRead: true }))
    found.push(...(page.Items ?? []));
  return {
    rows: found.filter((item) => item["sk"]?.S === "META").map(integrationOf),
    items: found.map((item) => unmarshall(item)),
  };
}
