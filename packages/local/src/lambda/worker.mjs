// One execution environment. Plain JavaScript, because Node 20 starts a worker only from what it can run without a loader.
/* oxlint-disable unicorn/require-post-message-target-origin -- a thread has no origin */
import { performance } from "node:perf_hooks";
import { StringDecoder } from "node:string_decoder";
import { pathToFileURL } from "node:url";
import { parentPort, workerData } from "node:worker_threads";

/** Lambda's own limit: 6 MiB and room for the envelope. */
const MAX_RESULT_BYTES = 6_291_556;

const { bundle, functionName, memoryLimitInMB } = workerData;
const functionVersion = "$LATEST";
const logStreamName = `local/[${functionVersion}]${crypto.randomUUID().replaceAll("-", "")}`;

/**
 * What is printed travels on the port of the results: whoever has a result has all lines before it. The thread's own streams come
 * later, lose lines when it is terminated, and keep the process alive.
 */
function redirect(stream) {
  const decoder = new StringDecoder("utf8");
  // The stream itself has to stay: from Node 22 on the thread's own plumbing calls it.
  process[stream].write = (chunk, encoding, done) => {
    const callback = typeof encoding === "function" ? encoding : done;
    const bytes = typeof chunk === "string" ? Buffer.from(chunk, callback === encoding ? undefined : encoding) : chunk;
    parentPort.postMessage({ kind: "printed", stream, text: decoder.write(bytes) });
    if (callback) process.nextTick(callback);
    return true;
  };
}

/** https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html */
function contextOf({ requestId, arn, remainingMs }) {
  const deadline = performance.now() + remainingMs;
  return {
    awsRequestId: requestId,
    callbackWaitsForEmptyEventLoop: true,
    functionName,
    functionVersion,
    invokedFunctionArn: arn,
    logGroupName: `/aws/lambda/${functionName}`,
    logStreamName,
    memoryLimitInMB,
    getRemainingTimeInMillis: () => Math.max(0, Math.round(deadline - performance.now())),
  };
}

/** The message that Lambda reports of whatever was thrown. */
function messageOf(thrown) {
  if (thrown instanceof Error) return thrown.message;
  return typeof thrown === "string" ? thrown : (JSON.stringify(thrown) ?? String(thrown));
}

function jsonOf(result) {
  const json = JSON.stringify(result) ?? "null";
  // No character takes more than three bytes.
  if (json.length * 3 > MAX_RESULT_BYTES && Buffer.byteLength(json) > MAX_RESULT_BYTES) {
    throw new RangeError(`Response payload size exceeded maximum allowed payload size (${MAX_RESULT_BYTES} bytes).`);
  }
  return json;
}

async function run(handler, request) {
  try {
    const result = await handler(JSON.parse(request.event), contextOf(request));
    parentPort.postMessage({ kind: "returned", id: request.id, result: jsonOf(result) });
  } catch (thrown) {
    console.error(`${request.requestId} Invoke Error`, thrown);
    const name = thrown instanceof Error ? thrown.name : "Error";
    parentPort.postMessage({ kind: "thrown", id: request.id, name, message: messageOf(thrown) });
  }
}

redirect("stdout");
redirect("stderr");
try {
  const { handler } = await import(pathToFileURL(bundle).href);
  if (typeof handler !== "function") throw new TypeError(`${bundle} exports no function named handler`);
  // Events that were sent meanwhile have waited for this listener.
  parentPort.on("message", (request) => run(handler, request));
  parentPort.postMessage({ kind: "ready" });
} catch (thrown) {
  console.error("Init Error", thrown);
  parentPort.postMessage({ kind: "failed", message: messageOf(thrown) });
}
