import type { ServerResponse } from "node:http";
import { readInput } from "../kernel/read-input.ts";
import type { Fallback } from "../kernel/server.ts";
import { FunctionError, type LambdaInvoker } from "./invoker.ts";

const PATH = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/;

/**
 * Lambda's Invoke, synchronously, so that a job can be run by hand as in the cloud
 * (https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html): by ARN or by function name.
 */
export function invokeEndpoint(functions: LambdaInvoker, arnOf: (name: string) => string): Fallback {
  return async (request, response) => {
    const [, path] = PATH.exec(request.url ?? "") ?? [];
    if (path === undefined || request.method !== "POST") return false;
    const name = decodeURIComponent(path);
    const event = await readInput(request);
    if (event === undefined) return true;
    try {
      answer(response, 200, await functions.invoke(name.startsWith("arn:") ? name : arnOf(name), event));
    } catch (error) {
      if (!(error instanceof FunctionError)) throw error;
      answerError(response, name, error);
    }
    return true;
  };
}

function answer(response: ServerResponse, status: number, value: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(value ?? null));
}

/** A function that is not there is an error of the call; what a function itself throws is an answer with `X-Amz-Function-Error`. */
function answerError(response: ServerResponse, name: string, error: FunctionError): void {
  if (error.kind === "missing") {
    const type = "ResourceNotFoundException";
    answer(response, 404, { Type: "User", Message: `Function not found: ${name}` }, { "x-amzn-errortype": type });
    return;
  }
  const thrown = { errorType: error.errorType ?? "Error", errorMessage: error.message };
  answer(response, 200, thrown, { "x-amz-function-error": "Unhandled" });
}
