/// <reference path="../../.sst/platform/config.d.ts" />
import { tableDefinition } from "@latchkey/aws/dynamodb/table-definition";

const FIELD_TYPES = { S: "string", N: "number" } as const;

export interface TableContext {
  readonly retain: boolean;
  readonly keyArn: $util.Input<string> | undefined;
}

/** The one table, exactly as packages/aws defines it: on demand, with point-in-time recovery and expiry. */
export function table({ retain, keyArn }: TableContext): sst.aws.Dynamo {
  const { attributes, key, indexes, ttl } = tableDefinition;
  return new sst.aws.Dynamo("Registry", {
    fields: Object.fromEntries(Object.entries(attributes).map(([name, type]) => [name, FIELD_TYPES[type]])),
    primaryIndex: { hashKey: key.hash, rangeKey: key.range },
    globalIndexes: Object.fromEntries(
      Object.entries(indexes).map(([name, { hash, range }]) => [name, { hashKey: hash, rangeKey: range }]),
    ),
    ttl,
    deletionProtection: retain,
    transform: {
      table: (args) => {
        args.serverSideEncryption = { enabled: true, ...(keyArn !== undefined && { kmsKeyArn: keyArn }) };
      },
    },
  });
}
