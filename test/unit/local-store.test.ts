import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { manualClock } from "@latchkey/local/kernel/clock";
import { openStore } from "@latchkey/local/kernel/store";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

interface Fruit {
  readonly color: string;
}

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "latchkey-store-"));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

describe("a store on disk", () => {
  test("finds committed records again, in the order of their first insertion", async () => {
    const data = join(dir, "deep", "data");
    const store = await openStore(data);
    const fruit = store.collection<Fruit>("fruit");
    fruit.put("plum", { color: "blue" });
    fruit.put("apple", { color: "green" });
    fruit.put("cherry", { color: "red" });
    fruit.put("plum", { color: "yellow" });
    fruit.delete("cherry");
    store.collection("fruit.other").put("plum", 1);
    await store.commit();
    await store.close();
    const again = await openStore(data);
    const found = again.collection<Fruit>("fruit");
    found.put("banana", { color: "yellow" });
    expect([...found.entries()]).toEqual([
      ["plum", { color: "yellow" }],
      ["apple", { color: "green" }],
      ["banana", { color: "yellow" }],
    ]);
    expect(found.size).toBe(3);
    expect(again.collection("fruit.other").get("plum")).toBe(1);
    await again.close();
  });

  test("makes changes durable in the order in which they were made", async () => {
    const store = await openStore(dir);
    const numbers = store.collection<number>("numbers");
    const commits = [1, 2, 3].map((n) => {
      numbers.put("last", n);
      return store.commit();
    });
    await Promise.all(commits);
    numbers.put("last", 4);
    await store.close();
    const again = await openStore(dir);
    expect(again.collection("numbers").get("last")).toBe(4);
    await again.close();
  });

  test("is for its owner only", async () => {
    const data = join(dir, "data");
    await (await openStore(data)).close();
    expect((await stat(data)).mode & 0o777).toBe(0o700);
  });

  test("refuses a directory that is in use, and says so", async () => {
    const store = await openStore(dir);
    await expect(openStore(dir)).rejects.toMatchObject({ name: "DataDirectoryError", problem: "in-use" });
    await store.close();
  });

  test("refuses what is no directory, and says so", async () => {
    const file = join(dir, "file");
    await writeFile(file, "");
    await expect(openStore(file)).rejects.toMatchObject({ name: "DataDirectoryError", problem: "unreadable" });
  });
});

const fruitAt = async (remembered?: number) => {
  const clock = manualClock();
  const store = await openStore(undefined, { clock, ...(remembered !== undefined && { remembered }) });
  return { clock, store, fruit: store.collection<Fruit>("fruit") };
};

describe("the past of a store", () => {
  test("is the state before the last changes, in every way to look at it", async () => {
    const { clock, store, fruit } = await fruitAt();
    fruit.put("plum", { color: "blue" });
    fruit.put("apple", { color: "green" });
    fruit.put("cherry", { color: "red" });
    clock.advance(1000);
    fruit.put("banana", { color: "yellow" });
    fruit.put("plum", { color: "yellow" });
    fruit.delete("apple");
    const past = store.asOf(500, () => ({
      entries: [...fruit.entries()],
      values: [...fruit.values()],
      plum: fruit.get("plum"),
      banana: fruit.get("banana"),
      size: fruit.size,
    }));
    expect(past).toEqual({
      entries: [
        ["plum", { color: "blue" }],
        ["apple", { color: "green" }],
        ["cherry", { color: "red" }],
      ],
      values: [{ color: "blue" }, { color: "green" }, { color: "red" }],
      plum: { color: "blue" },
      banana: undefined,
      size: 3,
    });
    expect([...fruit.entries()].map(([name]) => name)).toEqual(["plum", "cherry", "banana"]);
  });

  test("reaches exactly as far back as asked", async () => {
    const { clock, store, fruit } = await fruitAt();
    for (const color of ["green", "yellow", "brown"]) {
      fruit.put("banana", { color });
      clock.advance(1000);
    }
    const colorAsOf = (ms: number) => store.asOf(ms, () => fruit.get("banana")?.color);
    expect([0, 1000, 1001, 2000, 2001, 3000, 3001].map(colorAsOf)).toEqual([
      "brown",
      "brown",
      "yellow",
      "yellow",
      "green",
      "green",
      undefined,
    ]);
  });

  test("cannot be changed", async () => {
    const { clock, store, fruit } = await fruitAt();
    fruit.put("plum", { color: "blue" });
    clock.advance(1000);
    store.asOf(500, () => {
      fruit.put("plum", { color: "red" });
      fruit.put("apple", { color: "red" });
      fruit.delete("plum");
    });
    expect([...fruit.entries()]).toEqual([["plum", { color: "blue" }]]);
  });

  test("ends with the read, also when that fails", async () => {
    const { clock, store, fruit } = await fruitAt();
    clock.advance(1000);
    fruit.put("plum", { color: "blue" });
    expect(() =>
      store.asOf(500, () => {
        throw new Error("unreadable");
      }),
    ).toThrow("unreadable");
    expect(fruit.size).toBe(1);
  });

  test("is forgotten beyond the number of changes that it remembers, and that is said", async () => {
    const { clock, store, fruit } = await fruitAt(10);
    for (let n = 0; n < 100; n += 1) {
      clock.advance(1000);
      fruit.put("plum", { color: String(n) });
    }
    expect(store.asOf(9001, () => fruit.get("plum"))).toEqual({ color: "89" });
    expect(() => store.asOf(60_000, () => fruit.get("plum"))).toThrow(RangeError);
  });
});
