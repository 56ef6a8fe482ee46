import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  type DynamoDBClient,
  GetItemCommand,
  ListTablesCommand,
  ListTagsOfResourceCommand,
  PutItemCommand,
  QueryCommand,
  ResourceInUseException,
  ResourceNotFoundException,
  ScanCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateItemCommand,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
  waitUntilTableExists,
} from "@aws-sdk/client-dynamodb";
import { manualClock } from "@latchkey/local/kernel/clock";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createRows, type Dynamo, row, startDynamo } from "./dynamodb-harness.ts";

const TableName = "rows";
const clock = manualClock();
let dynamo: Dynamo;
let client: DynamoDBClient;

beforeEach(async () => {
  dynamo = await startDynamo({ clock });
  client = dynamo.client;
  await client.send(createRows());
});

afterEach(async () => {
  await dynamo.close();
});

const get = async (pk: string, sk = "META") =>
  (await client.send(new GetItemCommand({ TableName, Key: row({ pk, sk }), ConsistentRead: true }))).Item;
const put = (values: Record<string, string | number>) =>
  client.send(new PutItemCommand({ TableName, Item: row({ sk: "META", ...values }) }));

describe("tables", () => {
  it("are ready as soon as they are created, and described with the stand-in's time", async () => {
    await waitUntilTableExists({ client, maxWaitTime: 5, minDelay: 1, maxDelay: 1 }, { TableName });
    const { Table } = await client.send(new DescribeTableCommand({ TableName }));
    expect(Table).toMatchObject({
      TableStatus: "ACTIVE",
      TableArn: "arn:aws:dynamodb:us-east-1:000000000000:table/rows",
      CreationDateTime: new Date(clock.now()),
      BillingModeSummary: { BillingMode: "PAY_PER_REQUEST" },
    });
    expect(Table?.GlobalSecondaryIndexes?.map(({ IndexStatus }) => IndexStatus)).toEqual(["ACTIVE", "ACTIVE"]);
  });

  it("are answered in their intermediate state, like DynamoDB's", async () => {
    const { TableDescription } = await client.send(createRows("other"));
    expect(TableDescription?.TableStatus).toBe("CREATING");
    const deleted = await client.send(new DeleteTableCommand({ TableName: "other" }));
    expect(deleted.TableDescription?.TableStatus).toBe("DELETING");
  });

  it("cannot be created twice", async () => {
    await expect(client.send(createRows())).rejects.toSatisfy(
      (error) => error instanceof ResourceInUseException && error.message === "Table already exists: rows",
    );
  });

  it("are gone with their items, index entries, tags and time to live once deleted", async () => {
    await put({ pk: "a", owner: "o", at: "1" });
    const { Table } = await client.send(new DescribeTableCommand({ TableName }));
    await client.send(
      new TagResourceCommand({ ResourceArn: Table?.TableArn, Tags: [{ Key: "stage", Value: "local" }] }),
    );
    await client.send(
      new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification: { AttributeName: "ttl", Enabled: true } }),
    );
    await client.send(new DeleteTableCommand({ TableName }));
    await expect(get("a")).rejects.toBeInstanceOf(ResourceNotFoundException);
    await client.send(createRows());
    expect(await get("a")).toBeUndefined();
    expect((await client.send(new ScanCommand({ TableName, IndexName: "by-owner" }))).Items).toEqual([]);
    expect((await client.send(new ListTagsOfResourceCommand({ ResourceArn: Table?.TableArn }))).Tags).toEqual([]);
    const { TimeToLiveDescription } = await client.send(new DescribeTimeToLiveCommand({ TableName }));
    expect(TimeToLiveDescription?.TimeToLiveStatus).toBe("DISABLED");
  });

  it("are listed in pages", async () => {
    await client.send(createRows("another"));
    const first = await client.send(new ListTablesCommand({ Limit: 1 }));
    expect(first).toMatchObject({ TableNames: ["another"], LastEvaluatedTableName: "another" });
    const rest = await client.send(new ListTablesCommand({ ExclusiveStartTableName: "another" }));
    expect(rest.TableNames).toEqual(["rows"]);
  });

  it("carry tags", async () => {
    const { Table } = await client.send(new DescribeTableCommand({ TableName }));
    const ResourceArn = Table?.TableArn;
    const Tags = [
      { Key: "a", Value: "1" },
      { Key: "b", Value: "2" },
    ];
    await client.send(new TagResourceCommand({ ResourceArn, Tags }));
    await client.send(new UntagResourceCommand({ ResourceArn, TagKeys: ["a"] }));
    expect((await client.send(new ListTagsOfResourceCommand({ ResourceArn }))).Tags).toEqual([
      { Key: "b", Value: "2" },
    ]);
  });

  it("change their billing mode", async () => {
    await client.send(
      new UpdateTableCommand({
        TableName,
        BillingMode: "PROVISIONED",
        ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 5 },
        GlobalSecondaryIndexUpdates: ["by-owner", "by-due"].map((IndexName) => ({
          Update: { IndexName, ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 5 } },
        })),
      }),
    );
    const { Table } = await client.send(new DescribeTableCommand({ TableName }));
    expect(Table).toMatchObject({ TableStatus: "ACTIVE", ProvisionedThroughput: { ReadCapacityUnits: 5 } });
  });

  it("refuse a change of their indexes instead of ignoring it", async () => {
    const change = new UpdateTableCommand({
      TableName,
      GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: "by-due" } }],
    });
    await expect(client.send(change)).rejects.toMatchObject({
      name: "ValidationException",
      message: "Indexes cannot be added or deleted here: create the table with the indexes that it needs",
    });
  });
});

const createOnce = (extra: object = {}) =>
  new PutItemCommand({
    TableName,
    Item: row({ pk: "a", sk: "META", owner: "second" }),
    ConditionExpression: "attribute_not_exists(pk)",
    ...extra,
  });

describe("conditions", () => {
  it("let one of two creations through", async () => {
    await put({ pk: "a", owner: "first" });
    const refused = client.send(createOnce());
    await expect(refused).rejects.toBeInstanceOf(ConditionalCheckFailedException);
    await expect(refused).rejects.toMatchObject({ message: "The conditional request failed", Item: undefined });
    expect(await get("a")).toEqual(row({ pk: "a", sk: "META", owner: "first" }));
  });

  it("answer the item that failed them when asked to, for puts, updates and deletes", async () => {
    const stored = row({ pk: "a", sk: "META", owner: "first" });
    await put({ pk: "a", owner: "first" });
    const asked = { ReturnValuesOnConditionCheckFailure: "ALL_OLD" } as const;
    await expect(client.send(createOnce(asked))).rejects.toMatchObject({ Item: stored });
    const update = new UpdateItemCommand({
      TableName,
      Key: row({ pk: "a", sk: "META" }),
      UpdateExpression: "SET #v = :v",
      ConditionExpression: "#v = :v",
      ExpressionAttributeNames: { "#v": "version" },
      ExpressionAttributeValues: row({ ":v": 1 }),
      ...asked,
    });
    await expect(client.send(update)).rejects.toMatchObject({ Item: stored });
    const remove = new DeleteItemCommand({
      TableName,
      Key: row({ pk: "a", sk: "META" }),
      ConditionExpression: "attribute_not_exists(pk)",
      ...asked,
    });
    await expect(client.send(remove)).rejects.toMatchObject({ Item: stored });
  });

  it("answer no item when there is none", async () => {
    const update = new UpdateItemCommand({
      TableName,
      Key: row({ pk: "none", sk: "META" }),
      UpdateExpression: "REMOVE gone",
      ConditionExpression: "attribute_exists(pk)",
      ReturnValuesOnConditionCheckFailure: "ALL_OLD",
    });
    const failure = await client.send(update).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ConditionalCheckFailedException);
    expect((failure as ConditionalCheckFailedException).Item).toBeUndefined();
  });

  it("refuse an unknown way to answer", async () => {
    await expect(
      client.send(createOnce({ ReturnValuesOnConditionCheckFailure: "SOME" as "NONE" })),
    ).rejects.toMatchObject({
      name: "ValidationException",
      message: expect.stringContaining("'returnValuesOnConditionCheckFailure' failed to satisfy constraint"),
    });
  });
});

const page = async (input: Partial<ConstructorParameters<typeof QueryCommand>[0]>) =>
  client.send(
    new QueryCommand({
      TableName,
      IndexName: "by-owner",
      KeyConditionExpression: "#o = :o",
      ExpressionAttributeNames: { "#o": "owner" },
      ExpressionAttributeValues: row({ ":o": "me" }),
      ...input,
    }),
  );

const walk = async (input: Partial<ConstructorParameters<typeof QueryCommand>[0]>): Promise<string[]> => {
  const seen: string[] = [];
  let ExclusiveStartKey: Record<string, never> | undefined;
  do {
    const { Items, LastEvaluatedKey } = await page({ ...input, ...(ExclusiveStartKey && { ExclusiveStartKey }) });
    for (const item of Items ?? []) seen.push(String(item["pk"]?.S));
    ExclusiveStartKey = LastEvaluatedKey as typeof ExclusiveStartKey;
  } while (ExclusiveStartKey);
  return seen;
};

const due = async (value: number): Promise<unknown> =>
  (
    await client.send(
      new QueryCommand({
        TableName,
        IndexName: "by-due",
        KeyConditionExpression: "due = :d",
        ExpressionAttributeValues: row({ ":d": value }),
      }),
    )
  ).Items;

const change = (UpdateExpression: string, ExpressionAttributeValues?: ReturnType<typeof row>) =>
  client.send(
    new UpdateItemCommand({
      TableName,
      Key: row({ pk: "a", sk: "META" }),
      UpdateExpression,
      ...(ExpressionAttributeValues && { ExpressionAttributeValues }),
    }),
  );

const ranged = (condition: string, values: Record<string, string>) =>
  walk({
    KeyConditionExpression: `#o = :o AND ${condition}`,
    ExpressionAttributeNames: { "#o": "owner", "#a": "at" },
    ExpressionAttributeValues: row({ ":o": "me", ...values }),
    Limit: 1,
  });

describe("indexes", () => {
  it("are paged in both directions, each item once", async () => {
    const ids = Array.from({ length: 23 }, (_, index) => `i${String(index).padStart(2, "0")}`);
    for (const id of ids) await put({ pk: id, owner: "me", at: `2026-01-${id.slice(1)}` });
    await put({ pk: "foreign", owner: "you", at: "2026" });
    expect(await walk({ Limit: 5 })).toEqual(ids);
    expect(await walk({ Limit: 5, ScanIndexForward: false })).toEqual(ids.toReversed());
  });

  it("page through items that share their whole index key", async () => {
    const ids = Array.from({ length: 12 }, (_, index) => `same${index}`);
    for (const id of ids) await put({ pk: id, owner: "me", at: "one moment" });
    for (const ScanIndexForward of [true, false]) {
      expect((await walk({ Limit: 5, ScanIndexForward })).sort()).toEqual(ids.toSorted());
    }
  });

  it("keep items apart whose keys have the same 24-bit hash", async () => {
    // dynalite's entry keys end with six hexadecimal digits of md5("Outliers" + pk + sk); these two agree in them.
    const [one, other] = ["k2013", "k353"];
    await put({ pk: one, owner: "me", at: "1" });
    await put({ pk: other, owner: "me", at: "1" });
    expect((await walk({})).sort()).toEqual([one, other]);
    await client.send(new DeleteItemCommand({ TableName, Key: row({ pk: one, sk: "META" }) }));
    expect(await walk({ Limit: 1 })).toEqual([other]);
  });

  it("follow every change of an item, and are sparse", async () => {
    await put({ pk: "a", due: 1, extra: "not projected" });
    expect(await due(1)).toEqual([row({ pk: "a", sk: "META", due: 1 })]);
    await change("SET due = :d", row({ ":d": 2 }));
    expect([await due(1), await due(2)]).toEqual([[], [row({ pk: "a", sk: "META", due: 2 })]]);
    await change("REMOVE due");
    expect(await due(2)).toEqual([]);
    expect(await get("a")).toEqual(row({ pk: "a", sk: "META", extra: "not projected" }));
  });

  it("narrow by range", async () => {
    for (const at of ["a1", "a2", "b1", "b2"]) await put({ pk: at, owner: "me", at });
    expect(await ranged("begins_with(#a, :p)", { ":p": "b" })).toEqual(["b1", "b2"]);
    expect(await ranged("#a BETWEEN :x AND :y", { ":x": "a2", ":y": "b1" })).toEqual(["a2", "b1"]);
    expect(await ranged("#a > :x", { ":x": "a2" })).toEqual(["b1", "b2"]);
    expect(await ranged("#a <= :x", { ":x": "a2" })).toEqual(["a1", "a2"]);
  });

  it("apply a filter within the page, so that a page may be empty before the last", async () => {
    for (const id of ["a", "b", "c", "d"])
      await put({ pk: id, owner: "me", at: id, colour: id === "d" ? "red" : "blue" });
    const filter = {
      FilterExpression: "colour = :c",
      ExpressionAttributeValues: row({ ":o": "me", ":c": "red" }),
      Limit: 2,
    };
    const first = await page(filter);
    expect(first.Items).toEqual([]);
    expect(first.LastEvaluatedKey).toEqual(row({ pk: "b", sk: "META", owner: "me", at: "b" }));
    expect(await walk(filter)).toEqual(["d"]);
  });
});

describe("batches", () => {
  it("write and read many items, with their index entries", async () => {
    const keys = Array.from({ length: 25 }, (_, index) => `b${index}`);
    const { UnprocessedItems } = await client.send(
      new BatchWriteItemCommand({
        RequestItems: {
          [TableName]: keys.map((pk) => ({ PutRequest: { Item: row({ pk, sk: "META", owner: "me", at: pk }) } })),
        },
      }),
    );
    expect(UnprocessedItems).toEqual({});
    const { Responses } = await client.send(
      new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys: keys.map((pk) => row({ pk, sk: "META" })) } } }),
    );
    expect(Responses?.[TableName]).toHaveLength(25);
    expect((await client.send(new ScanCommand({ TableName, IndexName: "by-owner" }))).Count).toBe(25);
  });

  it("are scanned in pages, each item once", async () => {
    for (let index = 0; index < 11; index += 1) await put({ pk: `s${index}`, owner: "me", at: "x" });
    for (const IndexName of [undefined, "by-owner"]) {
      const seen = new Set<string>();
      let total = 0;
      let ExclusiveStartKey: Record<string, never> | undefined;
      do {
        const { Items, LastEvaluatedKey } = await client.send(
          new ScanCommand({
            TableName,
            Limit: 3,
            ...(IndexName && { IndexName }),
            ...(ExclusiveStartKey && { ExclusiveStartKey }),
          }),
        );
        total += Items?.length ?? 0;
        for (const item of Items ?? []) seen.add(String(item["pk"]?.S));
        ExclusiveStartKey = LastEvaluatedKey as typeof ExclusiveStartKey;
      } while (ExclusiveStartKey);
      expect([seen.size, total]).toEqual([11, 11]);
    }
  });
});

const enable = (AttributeName = "ends", Enabled = true) =>
  client.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification: { AttributeName, Enabled } }));

const described = async () => (await client.send(new DescribeTimeToLiveCommand({ TableName }))).TimeToLiveDescription;

describe("time to live", () => {
  it("is described as it was set, and refuses to be set twice or moved", async () => {
    expect(await described()).toEqual({ TimeToLiveStatus: "DISABLED" });
    await expect(enable("ends", false)).rejects.toThrow("TimeToLive is already disabled");
    const { TimeToLiveSpecification } = await enable();
    expect(TimeToLiveSpecification).toEqual({ AttributeName: "ends", Enabled: true });
    expect(await described()).toEqual({ TimeToLiveStatus: "ENABLED", AttributeName: "ends" });
    await expect(enable()).rejects.toThrow("TimeToLive is already enabled");
    await expect(enable("other")).rejects.toThrow("active on a different AttributeName: current AttributeName is ends");
    await enable("ends", false);
    expect(await described()).toEqual({ TimeToLiveStatus: "DISABLED" });
  });

  it("is refused for a table that does not exist", async () => {
    const request = new DescribeTimeToLiveCommand({ TableName: "nowhere" });
    await expect(client.send(request)).rejects.toBeInstanceOf(ResourceNotFoundException);
  });

  it("deletes expired items, with their index entries, only when swept", async () => {
    const now = Math.floor(clock.now() / 1000);
    await enable();
    await put({ pk: "past", ends: now - 1, owner: "me", at: "1" });
    await put({ pk: "future", ends: now + 60, owner: "me", at: "2" });
    await put({ pk: "none", owner: "me", at: "3" });
    await put({ pk: "text", ends: String(now - 1), owner: "me", at: "4" });
    await put({ pk: "ancient", ends: 1, owner: "me", at: "5" });
    expect(await get("past")).toBeDefined();
    expect(await dynamo.service.sweepExpired()).toBe(1);
    expect(await get("past")).toBeUndefined();
    const left = await client.send(new ScanCommand({ TableName, IndexName: "by-owner" }));
    expect(left.Items?.map((item) => item["pk"]?.S).sort()).toEqual(["ancient", "future", "none", "text"]);
    clock.advance(61_000);
    expect(await dynamo.service.sweepExpired()).toBe(1);
  });
});

describe("refusals", () => {
  it("have DynamoDB's names", async () => {
    await expect(
      client.send(new GetItemCommand({ TableName: "nowhere", Key: row({ pk: "a" }) })),
    ).rejects.toBeInstanceOf(ResourceNotFoundException);
    await expect(client.send(new GetItemCommand({ TableName, Key: row({ pk: "a" }) }))).rejects.toMatchObject({
      name: "ValidationException",
      message: "The provided key element does not match the schema",
    });
    const tooLarge = new PutItemCommand({ TableName, Item: row({ pk: "a", sk: "b", text: "x".repeat(410_000) }) });
    await expect(client.send(tooLarge)).rejects.toMatchObject({
      name: "ValidationException",
      message: "Item size has exceeded the maximum allowed size",
    });
    const badExpression = new PutItemCommand({
      TableName,
      Item: row({ pk: "a", sk: "b" }),
      ConditionExpression: "oops(",
    });
    await expect(client.send(badExpression)).rejects.toMatchObject({ name: "ValidationException" });
  });
});
