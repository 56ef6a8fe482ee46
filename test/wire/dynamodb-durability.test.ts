import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import {
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  TransactWriteItemsCommand,
  UpdateTimeToLiveCommand,
} from "@aws-sdk/client-dynamodb";
import { dynamodbService } from "@latchkey/local/dynamodb/service";
import { manualClock, systemClock } from "@latchkey/local/kernel/clock";
import { DataDirectoryError } from "@latchkey/local/kernel/data-directory-error";
import { ClassicLevel } from "classic-level";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { clientOf, createRows, row, startDynamo } from "./dynamodb-harness.ts";

let dir: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "dynamodb-"));
});

afterEach(() => rm(dir, { recursive: true, force: true }));

const refusal = async (path: string): Promise<DataDirectoryError> => {
  const error: unknown = await dynamodbService({ dir: path, clock: systemClock }).then(
    async (service) => {
      await service.close();
      return new Error("not refused");
    },
    (failure: unknown) => failure,
  );
  if (!(error instanceof DataDirectoryError)) throw error;
  return error;
};

describe("a data directory", () => {
  it("keeps tables, items, indexes, time to live and request tokens", async () => {
    const clock = manualClock();
    const transfer = new TransactWriteItemsCommand({
      TransactItems: [
        {
          Update: {
            TableName: "rows",
            Key: row({ pk: "a", sk: "META" }),
            UpdateExpression: "ADD added :one",
            ExpressionAttributeValues: row({ ":one": 1 }),
          },
        },
      ],
      ClientRequestToken: "once",
    });
    const first = await startDynamo({ dir, clock });
    await first.client.send(createRows());
    await first.client.send(
      new UpdateTimeToLiveCommand({
        TableName: "rows",
        TimeToLiveSpecification: { AttributeName: "ends", Enabled: true },
      }),
    );
    const Item = row({ pk: "a", sk: "META", owner: "me", at: "1", ends: clock.now() / 1000 + 60 });
    await first.client.send(new PutItemCommand({ TableName: "rows", Item }));
    await first.client.send(transfer);
    await first.close();

    const second = await startDynamo({ dir, clock });
    await second.client.send(transfer);
    const Items = [{ ...Item, added: { N: "1" } }];
    expect((await second.client.send(new ScanCommand({ TableName: "rows" }))).Items).toEqual(Items);
    expect((await second.client.send(new ScanCommand({ TableName: "rows", IndexName: "by-owner" }))).Items).toEqual(
      Items,
    );
    clock.advance(600_000);
    expect(await second.service.sweepExpired()).toBe(1);
    await second.close();
  });

  it("is made when it is missing, for its owner only", async () => {
    const fresh = await dynamodbService({ dir: join(dir, "deep", "inside"), clock: systemClock });
    await fresh.close();
    const { mode } = await stat(join(dir, "deep", "inside"));
    expect(mode & 0o777).toBe(0o700);
  });

  it("is refused, untouched, when it holds other files", async () => {
    await writeFile(join(dir, "holiday.jpg"), "");
    expect(await refusal(dir)).toMatchObject({ problem: "foreign", message: expect.stringContaining("holiday.jpg") });
    expect(await readdir(dir)).toEqual(["holiday.jpg"]);
  });

  it.each([["text" as const], ["json" as const]])(
    "is refused when it is somebody else's LevelDB of %s",
    async (kind) => {
      const other = new ClassicLevel(dir);
      await other.open();
      await other.put(kind === "json" ? "format" : "key", kind === "json" ? '"theirs"' : "not json");
      await other.close();
      expect((await refusal(dir)).problem).toBe(kind === "json" ? "version" : "foreign");
    },
  );

  it("is refused while another process has it open", async () => {
    const open = await dynamodbService({ dir, clock: systemClock });
    expect((await refusal(dir)).problem).toBe("in-use");
    await open.close();
    await (await dynamodbService({ dir, clock: systemClock })).close();
  });

  it("is refused when it is damaged", async () => {
    await (await dynamodbService({ dir, clock: systemClock })).close();
    await writeFile(join(dir, "CURRENT"), "garbage");
    expect(await refusal(dir)).toMatchObject({
      problem: "corrupt",
      message: `Data directory ${dir}: it is damaged; delete it to start anew`,
    });
  });

  it("is refused when it is a file, or under one", async () => {
    await writeFile(join(dir, "file"), "");
    expect((await refusal(join(dir, "file"))).problem).toBe("unreadable");
    await mkdir(join(dir, "directory"));
    expect((await refusal(join(dir, "file", "inside"))).problem).toBe("unreadable");
  });

  it("can be used after a first start that was killed before LevelDB had made itself known", async () => {
    await writeFile(join(dir, "LOCK"), "");
    await writeFile(join(dir, "000001.dbtmp"), "MANIFEST");
    const service = await dynamodbService({ dir, clock: systemClock });
    expect(await service.handle("ListTables", {})).toEqual({ TableNames: [] });
    await service.close();
  });
});

const exists = async (client: DynamoDBClient, group: string): Promise<boolean> =>
  (await client.send(new GetItemCommand({ TableName: "rows", Key: row({ pk: group, sk: "0" }) }))).Item !== undefined;

describe("a process killed in the middle of transactions", () => {
  const KILLS = 10;
  const GROUPS = 4;
  const MEMBERS = 12;
  const server = fileURLToPath(new URL("./dynamodb-crash-server.ts", import.meta.url));

  const startServer = async (): Promise<{ readonly child: ChildProcess; readonly client: DynamoDBClient }> => {
    const child = spawn(process.execPath, ["--import", "tsx", server, dir], { stdio: ["ignore", "pipe", "inherit"] });
    const [port] = await once(child.stdout, "data");
    return { child, client: clientOf(Number(String(port))) };
  };

  /** Writes one number to every member of a group, in both tables, again and again; answers the last confirmed one. */
  const writeUntilKilled = async (client: DynamoDBClient, group: string, from: number): Promise<number> => {
    for (let value = from; ; value += 1) {
      const TransactItems = Array.from({ length: MEMBERS }, (_, member) => ({
        Put: {
          TableName: member % 2 === 0 ? "rows" : "others",
          Item: row({ pk: group, sk: String(member), owner: group, at: `${value}`, value }),
        },
      }));
      const confirmed = await client.send(new TransactWriteItemsCommand({ TransactItems })).then(
        () => true,
        () => false,
      );
      if (!confirmed) return value - 1;
    }
  };

  const groups = Array.from({ length: GROUPS }, (_, index) => `group-${index}`);

  /** What is stored of a group: its members' values, by table and by index, each without repetition. */
  const storedValues = async (client: DynamoDBClient, group: string): Promise<readonly unknown[][]> => {
    const queries = ["rows", "others"].flatMap((TableName) => [
      { TableName, KeyConditionExpression: "pk = :g" },
      {
        TableName,
        IndexName: "by-owner",
        KeyConditionExpression: "#o = :g",
        ExpressionAttributeNames: { "#o": "owner" },
      },
    ]);
    return Promise.all(
      queries.map(async (query) => {
        const { Items = [] } = await client.send(
          new QueryCommand({ ...query, ExpressionAttributeValues: row({ ":g": group }) }),
        );
        expect(Items).toHaveLength(MEMBERS / 2);
        return [...new Set(Items.map((item) => Number(item["value"]?.N)))];
      }),
    );
  };

  it(`leaves every transaction whole or absent, and none that was confirmed absent, in ${KILLS} kills`, async () => {
    const setup = await startDynamo({ dir });
    await setup.client.send(createRows("rows"));
    await setup.client.send(createRows("others"));
    await setup.close();
    let last = new Map(groups.map((group) => [group, 0]));
    let written = 0;
    for (let kill = 0; kill < KILLS; kill += 1) {
      const { child, client } = await startServer();
      const writers = groups.map((group) => writeUntilKilled(client, group, (last.get(group) ?? 0) + 1));
      await wait(20 + Math.random() * 150);
      child.kill("SIGKILL");
      const confirmed = await Promise.all(writers);
      client.destroy();

      const reopened = await startDynamo({ dir });
      const found = new Map<string, number>();
      for (const [index, group] of groups.entries()) {
        const value = confirmed[index] ?? 0;
        if (value === 0 && !(await exists(reopened.client, group))) {
          found.set(group, 0);
          continue;
        }
        const values = await storedValues(reopened.client, group);
        const [first] = values.flat();
        expect(values).toEqual(values.map(() => [first]));
        expect([value, value + 1]).toContain(first);
        found.set(group, Number(first));
      }
      await reopened.close();
      written += groups.reduce((sum, group) => sum + (found.get(group) ?? 0) - (last.get(group) ?? 0), 0);
      last = found;
    }
    expect(written).toBeGreaterThan(KILLS);
  });
});
