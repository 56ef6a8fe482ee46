/** What one action of a transaction consumed. */
export interface Capacity {
  readonly table: string;
  /** Twice what the same action costs by itself. */
  readonly units: number;
}

/** The `ConsumedCapacity` of a transaction's answer, one entry per table, when the request asked for it. */
export function consumedCapacity(
  wanted: unknown,
  member: "ReadCapacityUnits" | "WriteCapacityUnits",
  capacities: readonly Capacity[],
): { readonly ConsumedCapacity?: readonly unknown[] } {
  if (wanted !== "TOTAL" && wanted !== "INDEXES") return {};
  const totals = new Map<string, number>();
  for (const { table, units } of capacities) totals.set(table, (totals.get(table) ?? 0) + units);
  return {
    ConsumedCapacity: [...totals].map(([TableName, units]) => ({
      TableName,
      CapacityUnits: units,
      [member]: units,
    })),
  };
}
