import { randomUUID } from "node:crypto";
import type { ServerResponse } from "node:http";
import type { AwsError } from "./aws-error.ts";
import type { AwsService } from "./service.ts";

/** What leaves as the answer of one call. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** `{"__type": ..., "message": ...}`, beside whatever else the error carries. */
export const errorAnswer = (error: AwsError): Answer => ({
  status: error.status,
  body: { __type: error.type, message: error.message, ...error.extra },
});

/** Writes an answer of the AWS JSON protocol and ends the response. */
export function writeAnswer(
  response: ServerResponse,
  jsonVersion: AwsService["jsonVersion"],
  { status, body }: Answer,
): void {
  const bytes = Buffer.from(JSON.stringify(body ?? {}));
  response.writeHead(status, {
    "content-type": `application/x-amz-json-${jsonVersion}`,
    "content-length": bytes.length,
    "x-amzn-requestid": randomUUID(),
  });
  response.end(bytes);
}
