import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** Just enough of AWS for the CLI of SST: its bootstrap record and passphrase (SSM), and its state and code (S3). */
export interface AwsStub {
  readonly url: string;
  /** Every request, as `PUT /bucket/key` or `POST AmazonSSM.GetParameter`. */
  readonly seen: readonly string[];
  close(): Promise<void>;
}

export const ACCOUNT = "123456789012";

const BOOTSTRAP = {
  version: 100,
  asset: "sst-asset-offline",
  state: "sst-state-offline",
  assetEcrRegistryId: ACCOUNT,
  assetEcrUrl: "",
  appsyncHttp: "",
  appsyncRealtime: "",
};

/** Listens on a free loopback port. What it keeps is gone when it closes. */
export async function startAwsStub(): Promise<AwsStub> {
  const parameters = new Map([["/sst/bootstrap", JSON.stringify(BOOTSTRAP)]]);
  const objects = new Map<string, Buffer>();
  const seen: string[] = [];
  const server = createServer((request, response) => {
    void answer(request, response);
  });
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readAll(request);
    const target = String(request.headers["x-amz-target"] ?? "");
    const path = (request.url ?? "/").split("?", 1)[0] ?? "/";
    seen.push(`${request.method} ${target || path}`);
    if (target.startsWith("AmazonSSM.")) answerParameter(parameters, target, body, response);
    else answerObject(objects, request.method ?? "GET", path, body, response);
  }
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    seen,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function answerParameter(
  parameters: Map<string, string>,
  target: string,
  body: Buffer,
  response: ServerResponse,
): void {
  // The CLI's own request, in AWS JSON 1.1.
  const { Name, Value } = JSON.parse(body.toString()) as { readonly Name: string; readonly Value?: string };
  response.setHeader("content-type", "application/x-amz-json-1.1");
  if (target.endsWith(".PutParameter") && Value !== undefined) {
    parameters.set(Name, Value);
    response.end(JSON.stringify({ Version: 1 }));
    return;
  }
  const known = parameters.get(Name);
  response.statusCode = known === undefined ? 400 : 200;
  response.end(
    JSON.stringify(
      known === undefined
        ? { __type: "ParameterNotFound", message: "not found" }
        : { Parameter: { Name, Type: "String", Value: known, Version: 1 } },
    ),
  );
}

function answerObject(
  objects: Map<string, Buffer>,
  method: string,
  path: string,
  body: Buffer,
  response: ServerResponse,
): void {
  if (method === "PUT") {
    objects.set(path, body);
    response.setHeader("etag", '"offline"');
    response.end();
    return;
  }
  if (method === "DELETE") {
    objects.delete(path);
    response.statusCode = 204;
    response.end();
    return;
  }
  const found = objects.get(path);
  if (found !== undefined) {
    response.end(found);
    return;
  }
  response.statusCode = 404;
  response.setHeader("content-type", "application/xml");
  response.end(`<?xml version="1.0"?><Error><Code>NoSuchKey</Code><Message>none</Message></Error>`);
}
