import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  ScanCommand,
  TransactGetItemsCommand,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createRows, type Dynamo, row, startDynamo } from "./dynamodb-harness.ts";

// On disk, because only there a write takes its time, in which another one could slip in.
const TableName = "rows";
let dir: string;
let dynamo: Dynamo;
let client: DynamoDBClient;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "dynamodb-"));
  dynamo = await startDynamo({ dir });
  client = dynamo.client;
  await client.send(createRows());
});

afterEach(async () => {
  await dynamo.close();
  await rm(dir, { recursive: true, force: true });
});

const keyOf = (pk: string) => row({ pk, sk: "META" });
const get = async (pk: string) => (await client.send(new GetItemCommand({ TableName, Key: keyOf(pk) }))).Item;
const store = (pk: string, values: Record<string, string | number> = {}) =>
  client.send(new PutItemCommand({ TableName, Item: row({ pk, sk: "META", ...values }) }));
const transact = (TransactItems: TransactWriteItem[], ClientRequestToken?: string) =>
  client.send(new TransactWriteItemsCommand({ TransactItems, ...(ClientRequestToken && { ClientRequestToken }) }));
const create = (pk: string, values: Record<string, string | number> = {}): TransactWriteItem => ({
  Put: { TableName, Item: row({ pk, sk: "META", ...values }), ConditionExpression: "attribute_not_exists(pk)" },
});
const add = (pk: string, by = 1): TransactWriteItem => ({
  Update: {
    TableName,
    Key: keyOf(pk),
    UpdateExpression: "ADD added :by",
    ExpressionAttributeValues: row({ ":by": by }),
  },
});

describe("conditional writes that race", () => {
  it("give each of 50 parallel increments exactly one effect", async () => {
    await store("counter", { version: 0 });
    const increment = async (): Promise<void> => {
      for (;;) {
        const version = Number((await get("counter"))?.["version"]?.N);
        const update = new UpdateItemCommand({
          TableName,
          Key: row({ pk: "counter", sk: "META" }),
          UpdateExpression: "SET version = :next",
          ConditionExpression: "version = :seen",
          ExpressionAttributeValues: row({ ":seen": version, ":next": version + 1 }),
        });
        const lost = await client.send(update).then(
          () => false,
          (error: unknown) => error instanceof ConditionalCheckFailedException,
        );
        if (!lost) return;
      }
    };
    await Promise.all(Array.from({ length: 50 }, increment));
    expect((await get("counter"))?.["version"]).toEqual({ N: "50" });
  });

  it("let 50 parallel additions all count", async () => {
    await Promise.all(Array.from({ length: 50 }, () => client.send(new UpdateItemCommand(add("sum").Update!))));
    expect((await get("sum"))?.["added"]).toEqual({ N: "50" });
  });
});

describe("transactions that race", () => {
  it("have one winner of 20 for one key, and the losers leave nothing", async () => {
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, (_, index) =>
        transact([
          create(`mine-${index}`, { owner: "me", at: String(index) }),
          create("the only one", { winner: index }),
        ]),
      ),
    );
    const winners = outcomes.flatMap(({ status }, index) => (status === "fulfilled" ? [index] : []));
    expect(winners).toHaveLength(1);
    const { Items } = await client.send(new ScanCommand({ TableName }));
    expect(Items?.map((item) => item["pk"]?.S).sort()).toEqual([`mine-${winners[0]}`, "the only one"]);
    const losers = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason] : []));
    expect(losers.filter((reason) => reason instanceof TransactionCanceledException)).toHaveLength(19);
  });

  it("never lose or double a transfer, and no reader sees one half done", async () => {
    const accounts = ["a", "b", "c"];
    for (const account of accounts) await store(account, { added: 100 });
    const read = async (): Promise<number> => {
      const { Responses } = await client.send(
        new TransactGetItemsCommand({ TransactItems: accounts.map((pk) => ({ Get: { TableName, Key: keyOf(pk) } })) }),
      );
      return (Responses ?? []).reduce((sum, { Item }) => sum + Number(Item?.["added"]?.N), 0);
    };
    const transfers = Array.from({ length: 60 }, (_, index) =>
      transact([add(accounts[index % 3]!, -5), add(accounts[(index + 1) % 3]!, 5)]),
    );
    const sums = await Promise.all(Array.from({ length: 60 }, read));
    await Promise.all(transfers);
    expect(new Set(sums)).toEqual(new Set([300]));
    expect(await read()).toBe(300);
  });

  it("all count beside single writes of the same items", async () => {
    await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        index % 2 === 0
          ? transact([add("both"), add(`other-${index}`)])
          : client.send(new UpdateItemCommand(add("both").Update!)),
      ),
    );
    expect((await get("both"))?.["added"]).toEqual({ N: "40" });
  });

  it("happen once per client request token", async () => {
    await Promise.all(Array.from({ length: 10 }, () => transact([add("counter")], "token-race")));
    expect((await get("counter"))?.["added"]).toEqual({ N: "1" });
  });
});
