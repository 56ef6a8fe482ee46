import { tableDefinition } from "@latchkey/aws/dynamodb/table-definition";
import type { Check } from "./inspection.ts";
import type { Inputs } from "./stack-view.ts";

/** The table as packages/aws defines it, safe from loss as the stage says. */
export const table: Check = (stack, that) => {
  const { inputs, options } = stack.one("dynamodb/table:Table");
  const { retain, customerKey } = stack.settings;
  const { attributes, key, indexes, ttl } = tableDefinition;
  that(inputs.billingMode === "PAY_PER_REQUEST", `billed ${inputs.billingMode}`);
  that(inputs.pointInTimeRecovery?.enabled === true, "no point-in-time recovery");
  that(inputs.ttl?.attributeName === ttl && inputs.ttl.enabled === true, `expiry by ${inputs.ttl?.attributeName}`);
  that(inputs.hashKey === key.hash && inputs.rangeKey === key.range, `keys ${inputs.hashKey}, ${inputs.rangeKey}`);
  that(inputs.serverSideEncryption?.enabled === true, "not encrypted by a key of the account");
  that(
    (inputs.serverSideEncryption?.kmsKeyArn !== undefined) === customerKey,
    `key ${inputs.serverSideEncryption?.kmsKeyArn}`,
  );
  that(inputs.deletionProtectionEnabled === retain, `deletion protection ${inputs.deletionProtectionEnabled}`);
  that(options.retainOnDelete === retain, `the table is ${options.retainOnDelete ? "kept" : "deleted"} with the stage`);
  const made = new Map<string, Inputs>(inputs.globalSecondaryIndexes.map((index: Inputs) => [index.name, index]));
  that(made.size === Object.keys(indexes).length, `${made.size} indexes`);
  for (const [name, { hash, range }] of Object.entries(indexes)) {
    const index = made.get(name);
    that(index?.hashKey === hash && index.rangeKey === range, `index ${name} is ${index?.hashKey}, ${index?.rangeKey}`);
    that(index?.projectionType === "ALL", `index ${name} lacks attributes`);
  }
  const types = new Map<string, string>(inputs.attributes.map(({ name, type }: Inputs) => [name, type]));
  that(types.size === Object.keys(attributes).length, `${types.size} attributes`);
  for (const [name, type] of Object.entries(attributes))
    that(types.get(name) === type, `${name} is ${types.get(name)}`);
};

/** A key of the account's own, where the stage wants one. */
export const encryptionKey: Check = (stack, that) => {
  const keys = stack.of("kms/key:Key");
  that(keys.length === (stack.settings.customerKey ? 1 : 0), `${keys.length} keys`);
  for (const { inputs } of keys) that(inputs.enableKeyRotation === true, "the key is never turned");
};
