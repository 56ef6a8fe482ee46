// Asks one URL for so many milliseconds over so many connections, each with one request at a time, and says how many answers came.
import { Agent, request } from "node:http";
import { performance } from "node:perf_hooks";

function ask(url, options) {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, options, (incoming) => {
      if (incoming.statusCode !== 200) reject(new Error(`${url} answered ${incoming.statusCode}`));
      incoming.on("end", resolve).resume();
    });
    outgoing.on("error", reject).end();
  });
}

async function load({ url, headers, connections, ms }) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const from = performance.now();
  let answers = 0;
  const connection = async () => {
    while (performance.now() - from < ms) {
      await ask(url, { headers, agent });
      answers += 1;
    }
  };
  try {
    await Promise.all(Array.from({ length: connections }, connection));
    return { perSecond: (answers * 1_000) / (performance.now() - from) };
  } finally {
    agent.destroy();
  }
}

process.on("message", (job) => {
  load(job).then(
    (done) => process.send({ done }),
    (error) => process.send({ failed: String(error?.stack ?? error) }),
  );
});
process.once("disconnect", () => process.exit(0));
process.send({ done: "ready" });
