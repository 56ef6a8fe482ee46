// What the local service is compared with: bare node:http, with a constant answer on `/constant/<bytes>`, and one call of the SDK on
// `/item/<id>`. Its argument is the path of the bundle that makes the call.
import { createServer } from "node:http";
import { pathToFileURL } from "node:url";

const { handler } = await import(pathToFileURL(process.argv[2]).href);

const server = createServer(async (request, response) => {
  const [, what, detail] = request.url.split("/");
  const body = what === "item" ? JSON.stringify(await handler({ id: detail })) : "x".repeat(Number(detail));
  response.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(body) }).end(body);
});
server.listen(0, "127.0.0.1", () => process.send(server.address().port));
process.once("disconnect", () => process.exit(0));
