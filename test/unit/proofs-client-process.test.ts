import { afterEach, expect, it } from "vitest";
import { ClientFailure, ProductRefusal } from "../proofs/harness/client-errors.ts";
import { type ClientProcess, startClient } from "../proofs/harness/client-process.ts";

// A program that speaks the protocol, and misbehaves when it is asked to.
const PROGRAM = `
require("node:readline").createInterface({ input: process.stdin }).on("line", (line) => {
  const request = JSON.parse(line);
  const say = (text) => process.stdout.write(text + "\\n");
  if (request.do === "echo") say(JSON.stringify({ seen: request.text }));
  if (request.do === "slowly") setTimeout(() => say(JSON.stringify({ seen: request.text })), 50);
  if (request.do === "refuse") say(JSON.stringify({ error: "no such issuer" }));
  if (request.do === "babble") say("Listening on port 1");
  if (request.do === "list") say("[]");
  if (request.do === "die") { console.error("out of luck"); process.exit(3); }
});
`;

const clients: ClientProcess[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) await client.close();
});

function start(command = process.execPath, args: readonly string[] = ["-e", PROGRAM]): ClientProcess {
  const client = startClient({ command, args, cwd: process.cwd() });
  clients.push(client);
  return client;
}

it("answers each request with its own answer, also when several are asked at once", async () => {
  const client = start();
  const answers = await Promise.all([
    client.ask({ do: "slowly", text: "first" }),
    client.ask({ do: "echo", text: 'second "\n' }),
  ]);
  expect(answers).toEqual([{ seen: "first" }, { seen: 'second "\n' }]);
});

it("throws the product's refusal and goes on", async () => {
  const client = start();
  await expect(client.ask({ do: "refuse" })).rejects.toThrow(new ProductRefusal("no such issuer"));
  expect(await client.ask({ do: "echo", text: "still here" })).toEqual({ seen: "still here" });
});

it("tells a program that ends from a product that refuses, with the program's last words", async () => {
  const client = start();
  const error = await client.ask({ do: "die" }).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(ClientFailure);
  expect(String(error)).toContain("The client ended (3). Its last words:\nout of luck");
  await expect(client.ask({ do: "echo" })).rejects.toBeInstanceOf(ClientFailure);
});

it("tells a program that cannot be started", async () => {
  await expect(start("/nowhere/ruby", []).ask({ do: "about" })).rejects.toThrow("The client does not start");
});

it.each(["babble", "list"])("takes no %s for an answer", async (verb) => {
  await expect(start().ask({ do: verb })).rejects.toBeInstanceOf(ClientFailure);
});

it("stops a program that does not answer, so that a late answer is never taken for the next", async () => {
  const client = start();
  await expect(client.ask({ do: "sleep" }, 100)).rejects.toThrow('no answer to {"do":"sleep"} in 100 ms');
  await expect(client.ask({ do: "echo", text: "x" })).rejects.toBeInstanceOf(ClientFailure);
});
