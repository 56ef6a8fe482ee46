/** The table and its indexes, as data: local creates it, the cloud stack declares it. Items are described in STORAGE.md. */
export const tableDefinition = {
  attributes: { pk: "S", sk: "S", id: "S", ownerKey: "S", allKey: "S", dueKey: "S", dueAt: "N" },
  key: { hash: "pk", range: "sk" },
  indexes: {
    byOwner: { hash: "ownerKey", range: "id" },
    all: { hash: "allKey", range: "id" },
    due: { hash: "dueKey", range: "dueAt" },
  },
  /** Epoch seconds. DynamoDB deletes late: readers check the moment themselves. */
  ttl: "ttl",
} as const;
