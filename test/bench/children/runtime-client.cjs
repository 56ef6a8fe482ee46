// Takes the place of the native client of aws-lambda-ric, which is compiled from C++: the same three calls of the Lambda runtime API
// (https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html) through the module that the loop itself has loaded.
const { Agent, request } = require("node:http");

const [hostname, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(":");
const agent = new Agent({ keepAlive: true });
const INVOCATION = "/2018-06-01/runtime/invocation";

function call(method, path, body, onAnswer) {
  const outgoing = request({ hostname, port, method, path, agent }, (incoming) => {
    let text = "";
    incoming.setEncoding("utf8").on("data", (chunk) => (text += chunk));
    incoming.on("end", () => onAnswer?.({ bodyJson: text, headers: incoming.headers }));
  });
  outgoing.on("error", () => process.exit(1)).end(body);
}

exports.next = () => new Promise((resolve) => call("GET", `${INVOCATION}/next`, undefined, resolve));
exports.done = (id, body) => call("POST", `${INVOCATION}/${id}/response`, body);
exports.error = (id, body) => call("POST", `${INVOCATION}/${id}/error`, body);
