import {
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ResourceNotFoundException,
  ScanCommand,
  TransactGetItemsCommand,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from "@aws-sdk/client-dynamodb";
import { manualClock } from "@latchkey/local/kernel/clock";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createRows, type Dynamo, row, startDynamo } from "./dynamodb-harness.ts";

const TableName = "rows";
const TEN_MINUTES = 600_000;
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

const keyOf = (pk: string) => row({ pk, sk: "META" });
const get = async (pk: string) => (await client.send(new GetItemCommand({ TableName, Key: keyOf(pk) }))).Item;
const store = (pk: string, values: Record<string, string | number> = {}) =>
  client.send(new PutItemCommand({ TableName, Item: row({ pk, sk: "META", ...values }) }));
const transact = (TransactItems: TransactWriteItem[], ClientRequestToken?: string) =>
  client.send(new TransactWriteItemsCommand({ TransactItems, ...(ClientRequestToken && { ClientRequestToken }) }));

const create = (pk: string, values: Record<string, string | number> = {}): TransactWriteItem => ({
  Put: {
    TableName,
    Item: row({ pk, sk: "META", ...values }),
    ConditionExpression: "attribute_not_exists(pk)",
  },
});
const add = (pk: string, by = 1): TransactWriteItem => ({
  Update: {
    TableName,
    Key: keyOf(pk),
    UpdateExpression: "ADD added :by",
    ExpressionAttributeValues: row({ ":by": by }),
  },
});
const remove = (pk: string): TransactWriteItem => ({ Delete: { TableName, Key: keyOf(pk) } });
const check = (pk: string, extra: object = {}): TransactWriteItem => ({
  ConditionCheck: { TableName, Key: keyOf(pk), ConditionExpression: "attribute_exists(pk)", ...extra },
});

/** The reasons of a transaction that must be cancelled. */
async function reasonsOf(transaction: Promise<unknown>): Promise<TransactionCanceledException> {
  const error: unknown = await transaction.then(
    () => new Error("not cancelled"),
    (failure: unknown) => failure,
  );
  if (!(error instanceof TransactionCanceledException)) throw error;
  return error;
}

describe("a transaction", () => {
  it("puts, updates, deletes and checks, with the index entries, as one", async () => {
    await store("checked");
    await store("updated", { owner: "me", at: "1" });
    await store("deleted", { owner: "me", at: "2" });
    await transact([create("put", { owner: "me", at: "3" }), add("updated", 7), remove("deleted"), check("checked")]);
    expect(await get("put")).toBeDefined();
    expect((await get("updated"))?.["added"]).toEqual({ N: "7" });
    expect(await get("deleted")).toBeUndefined();
    const index = await client.send(
      new QueryCommand({
        TableName,
        IndexName: "by-owner",
        KeyConditionExpression: "#o = :o",
        ExpressionAttributeNames: { "#o": "owner" },
        ExpressionAttributeValues: row({ ":o": "me" }),
      }),
    );
    expect(index.Items?.map((item) => [item["pk"]?.S, item["added"]?.N])).toEqual([
      ["updated", "7"],
      ["put", undefined],
    ]);
  });

  it("spans tables", async () => {
    await client.send(createRows("other"));
    await transact([create("a"), { Put: { TableName: "other", Item: row({ pk: "b", sk: "META" }) } }]);
    expect((await client.send(new ScanCommand({ TableName: "other" }))).Count).toBe(1);
  });

  it("does nothing at all when one condition fails, and says which", async () => {
    await store("taken", { owner: "first" });
    const before = (await client.send(new ScanCommand({ TableName }))).Items;
    const error = await reasonsOf(
      transact([create("free", { owner: "me", at: "1" }), create("taken"), add("counted")]),
    );
    expect(error.message).toBe(
      "Transaction cancelled, please refer cancellation reasons for specific reasons [None, ConditionalCheckFailed, None]",
    );
    expect(error.CancellationReasons).toEqual([
      { Code: "None" },
      { Code: "ConditionalCheckFailed", Message: "The conditional request failed" },
      { Code: "None" },
    ]);
    expect((await client.send(new ScanCommand({ TableName }))).Items).toEqual(before);
    expect((await client.send(new ScanCommand({ TableName, IndexName: "by-owner" }))).Items).toEqual([]);
  });

  it("lists every reason, with the item where asked for", async () => {
    await store("taken", { owner: "first" });
    const asked = { ReturnValuesOnConditionCheckFailure: "ALL_OLD" } as const;
    const error = await reasonsOf(
      transact([
        { Put: { ...create("taken").Put!, ...asked } },
        check("missing", asked),
        { Delete: { TableName, Key: keyOf("gone"), ConditionExpression: "attribute_exists(pk)" } },
      ]),
    );
    const failed = { Code: "ConditionalCheckFailed", Message: "The conditional request failed" };
    expect(error.CancellationReasons).toEqual([
      { ...failed, Item: row({ pk: "taken", sk: "META", owner: "first" }) },
      failed,
      failed,
    ]);
  });

  it("is cancelled by an update that does not fit the stored item", async () => {
    await store("text", { added: "not a number" });
    const error = await reasonsOf(transact([create("free"), add("text")]));
    expect(error.CancellationReasons).toEqual([
      { Code: "None" },
      { Code: "ValidationError", Message: "An operand in the update expression has an incorrect data type" },
    ]);
    expect(await get("free")).toBeUndefined();
  });

  it("takes 100 actions and no more", async () => {
    const actions = Array.from({ length: 101 }, (_, index) => create(`n${index}`));
    await expect(transact(actions)).rejects.toMatchObject({
      name: "ValidationException",
      message:
        "1 validation error detected: Value at 'transactItems' failed to satisfy constraint: Member must have length less than or equal to 100",
    });
    await transact(actions.slice(1));
    expect((await client.send(new ScanCommand({ TableName, Select: "COUNT" }))).Count).toBe(100);
  });

  it("takes 4 MiB and no more", async () => {
    const actions = Array.from({ length: 11 }, (_, index) => create(`n${index}`, { text: "x".repeat(395_000) }));
    await expect(transact(actions)).rejects.toMatchObject({
      name: "ValidationException",
      message: "The items of a transaction are limited to 4194304 bytes together",
    });
    await transact(actions.slice(1));
  });

  it("refuses two actions on one item", async () => {
    await store("same");
    for (const second of [add("same"), remove("same"), check("same")]) {
      await expect(transact([create("other"), create("same"), second])).rejects.toMatchObject({
        name: "ValidationException",
        message: "Transaction request cannot include multiple operations on one item",
      });
    }
    expect(await get("other")).toBeUndefined();
  });

  it.each([
    ["no action", [], "transactItems"],
    ["an empty action", [{}], "TransactItems can only contain one of Check, Put, Update or Delete"],
    [
      "two kinds in one action",
      [{ ...create("a"), ...remove("b") }],
      "TransactItems can only contain one of Check, Put, Update or Delete",
    ],
    [
      "a check without condition",
      [{ ConditionCheck: { TableName, Key: keyOf("a"), ConditionExpression: undefined } }],
      "transactItems.1.member.conditionCheck.conditionExpression",
    ],
    [
      "a wrong key",
      [{ Delete: { TableName, Key: row({ pk: "a" }) } }],
      "The provided key element does not match the schema",
    ],
    ["a put without its key", [{ Put: { TableName, Item: row({ pk: "a" }) } }], "Missing the key sk in the item"],
    [
      "an expression that cannot be read",
      [{ Update: { TableName, Key: keyOf("a"), UpdateExpression: "SET" } }],
      "Invalid UpdateExpression",
    ],
    [
      "a change of the key",
      [
        {
          Update: {
            TableName,
            Key: keyOf("a"),
            UpdateExpression: "SET pk = :v",
            ExpressionAttributeValues: row({ ":v": "b" }),
          },
        },
      ],
      "ValidationError",
    ],
    [
      "an unknown way to answer",
      [{ Put: { ...create("a").Put!, ReturnValuesOnConditionCheckFailure: "SOME" } }],
      "returnValuesOnConditionCheckFailure",
    ],
  ])("is refused with %s", async (_case, actions, text) => {
    await expect(transact(actions as TransactWriteItem[])).rejects.toThrow(text);
    expect((await client.send(new ScanCommand({ TableName }))).Count).toBe(0);
  });

  it("is refused for a table that does not exist", async () => {
    const elsewhere = { Put: { TableName: "nowhere", Item: row({ pk: "a", sk: "b" }) } };
    await expect(transact([create("a"), elsewhere])).rejects.toBeInstanceOf(ResourceNotFoundException);
    expect(await get("a")).toBeUndefined();
  });

  it("reports what it consumed when asked", async () => {
    const { ConsumedCapacity } = await client.send(
      new TransactWriteItemsCommand({ TransactItems: [create("a"), create("b")], ReturnConsumedCapacity: "TOTAL" }),
    );
    expect(ConsumedCapacity).toEqual([{ TableName, CapacityUnits: 4, WriteCapacityUnits: 4 }]);
  });
});

describe("a transaction with a client request token", () => {
  it("happens once in ten minutes", async () => {
    await transact([add("counter")], "token-1");
    clock.advance(TEN_MINUTES - 1);
    await transact([add("counter")], "token-1");
    expect((await get("counter"))?.["added"]).toEqual({ N: "1" });
    clock.advance(1);
    await transact([add("counter")], "token-1");
    expect((await get("counter"))?.["added"]).toEqual({ N: "2" });
  });

  it("cannot be a different one", async () => {
    await transact([add("counter", 1)], "token-2");
    await expect(transact([add("counter", 2)], "token-2")).rejects.toMatchObject({
      name: "IdempotentParameterMismatchException",
    });
    expect((await get("counter"))?.["added"]).toEqual({ N: "1" });
  });

  it("is tried again when it was cancelled", async () => {
    await store("in the way");
    await reasonsOf(transact([create("in the way")], "token-3"));
    await transact([remove("in the way")]);
    await transact([create("in the way")], "token-3");
    expect(await get("in the way")).toBeDefined();
  });

  it("takes a token of 36 characters and no more", async () => {
    await transact([add("a")], "x".repeat(36));
    await expect(transact([add("a")], "x".repeat(37))).rejects.toMatchObject({
      name: "ValidationException",
      message: expect.stringContaining("'clientRequestToken'"),
    });
  });
});

const readOne = (Get: { TableName: string; Key: ReturnType<typeof row> }) =>
  client.send(new TransactGetItemsCommand({ TransactItems: [{ Get }] }));

describe("a reading transaction", () => {
  it("answers in the order asked for, projected, with gaps", async () => {
    await store("a", { owner: "me", at: "1" });
    await store("b", { owner: "you" });
    const { Responses, ConsumedCapacity } = await client.send(
      new TransactGetItemsCommand({
        TransactItems: [
          { Get: { TableName, Key: keyOf("b") } },
          { Get: { TableName, Key: keyOf("missing") } },
          {
            Get: {
              TableName,
              Key: keyOf("a"),
              ProjectionExpression: "#o",
              ExpressionAttributeNames: { "#o": "owner" },
            },
          },
        ],
        ReturnConsumedCapacity: "TOTAL",
      }),
    );
    expect(Responses).toEqual([
      { Item: row({ pk: "b", sk: "META", owner: "you" }) },
      {},
      { Item: row({ owner: "me" }) },
    ]);
    expect(ConsumedCapacity).toEqual([{ TableName, CapacityUnits: 6, ReadCapacityUnits: 6 }]);
  });

  it("takes 100 reads and no more", async () => {
    const gets = Array.from({ length: 101 }, (_, index) => ({ Get: { TableName, Key: keyOf(`n${index}`) } }));
    const read = (TransactItems: typeof gets) => client.send(new TransactGetItemsCommand({ TransactItems }));
    await expect(read(gets)).rejects.toThrow("Member must have length less than or equal to 100");
    expect((await read(gets.slice(1))).Responses).toHaveLength(100);
  });

  it("is refused for a wrong key and a missing table", async () => {
    await expect(readOne({ TableName, Key: row({ pk: "a" }) })).rejects.toThrow("does not match the schema");
    await expect(readOne({ TableName: "nowhere", Key: keyOf("a") })).rejects.toBeInstanceOf(ResourceNotFoundException);
  });
});
