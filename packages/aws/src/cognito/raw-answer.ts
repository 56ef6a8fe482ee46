import type { DescribeUserPoolClientCommand } from "@aws-sdk/client-cognito-identity-provider";
import type { JsonObject } from "@latchkey/core/json";

/** Keeps what Cognito answered to the command, before the SDK takes out what it does not know. Undefined until then. */
export function keepRawAnswer(command: DescribeUserPoolClientCommand): () => JsonObject | undefined {
  let raw: JsonObject | undefined;
  command.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      // The SDK leaves open what a response is; with Node's HTTP handler it is this.
      const response = result.response as { readonly statusCode: number; body: AsyncIterable<Uint8Array> | Uint8Array };
      if (response.statusCode !== 200 || response.body instanceof Uint8Array) return result;
      const chunks: Uint8Array[] = [];
      for await (const chunk of response.body) chunks.push(chunk);
      response.body = Buffer.concat(chunks);
      raw = parsed(response.body);
      return result;
    },
    // Nearer to the wire than the SDK's own deserializer.
    { step: "deserialize", priority: "low" },
  );
  return () => raw;
}

/** What is no JSON is the SDK's to complain of. */
function parsed(body: Uint8Array): JsonObject | undefined {
  try {
    // The protocol is AWS JSON 1.1: an answer is an object.
    return JSON.parse(new TextDecoder().decode(body)) as JsonObject;
  } catch {
    return undefined;
  }
}
