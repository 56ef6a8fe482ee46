import {
  type CognitoIdentityProviderClient,
  DescribeUserPoolCommand,
  UpdateUserPoolCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import type { JsonObject } from "@latchkey/core/json";
import { isObject } from "./slots.ts";

/** A user pool as Cognito itself writes it: the SDK would drop members that are newer than it is, and an update would reset them. */
export interface LivePool {
  /** Throws what the SDK throws. */
  describe(): Promise<JsonObject>;
  /** Sends this very text as the input of `UpdateUserPool`. Throws what the SDK throws. */
  update(input: JsonObject): Promise<void>;
}

export const livePool = (client: CognitoIdentityProviderClient, UserPoolId: string): LivePool => ({
  async describe() {
    const command = new DescribeUserPoolCommand({ UserPoolId });
    let body: unknown;
    command.middlewareStack.add(
      (next) => async (args) => {
        const result = await next(args);
        body = await readBody(result.response);
        return result;
      },
      // Nearer to the wire than the SDK's own deserializer.
      { step: "deserialize", priority: "low" },
    );
    await client.send(command);
    const pool = isObject(body) ? body["UserPool"] : undefined;
    if (!isObject(pool)) throw new Error("DescribeUserPool answered without a UserPool.");
    return pool;
  },
  async update(input) {
    const command = new UpdateUserPoolCommand({ UserPoolId });
    command.middlewareStack.add(
      (next) => (args) => next({ ...args, request: withBody(args.request, JSON.stringify(input)) }),
      // After the SDK has written its input, before it is measured and signed.
      { step: "build", priority: "high" },
    );
    await client.send(command);
  },
});

/** The SDK leaves open what a request and a response are; with Node's HTTP handler they have a body. */
interface WithBody {
  body: unknown;
}

/** Reads the body of an answer and puts it back for the SDK. Undefined for an answer that is no JSON, such as an error page. */
async function readBody(response: unknown): Promise<unknown> {
  const holder = response as WithBody;
  const chunks: Uint8Array[] = [];
  for await (const chunk of holder.body as AsyncIterable<Uint8Array>) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  holder.body = bytes;
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch {
    return undefined;
  }
}

function withBody(request: unknown, body: string): unknown {
  (request as WithBody).body = body;
  return request;
}
