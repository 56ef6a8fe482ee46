import type { Connection } from "@latchkey/aws/connection";
import { get } from "@latchkey/aws/dynamodb/get";
import { dynamodbTable } from "@latchkey/aws/dynamodb/table";
import { systemRetryContext } from "@latchkey/aws/retry-context";

const endpoint = process.env["AWS_ENDPOINT_URL_DYNAMODB"];
const credentials = { accessKeyId: "local", secretAccessKey: "local" };
const connection: Connection = { region: "eu-west-1", credentials, endpoint, callMs: 5_000 };
const table = dynamodbTable(connection, { name: "latchkey", retry: systemRetryContext, token: () => "unused" });

/** One call of the SDK, as the service makes it: reads a row. */
export const handler = ({ id = "1" }: { readonly id?: string }): Promise<unknown> =>
  get(table, { pk: `INT#${id}`, sk: "META" }, {});
