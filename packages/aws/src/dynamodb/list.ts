import type { Integration } from "@latchkey/core/integration";
import type { Call } from "@latchkey/core/ports/call";
import type { ListPage, ListQuery } from "@latchkey/core/ports/registry";
import { queryPartitions } from "./partitions.ts";
import { integrationOf, SHARDS } from "./rows.ts";
import type { Table } from "./table.ts";

/** One page, newest first. What does not match is left out of it, so that a page may be short. */
export async function listIntegrations(table: Table, query: ListQuery, call: Call): Promise<ListPage> {
  const { owner, after, limit } = query;
  const ownerKey = owner === undefined ? undefined : `OWNER#${owner}`;
  const { items, more } = await queryPartitions(
    table,
    { ownerKey, shards: SHARDS },
    { after, limit, newestFirst: true },
    call,
  );
  const rows = items.map(integrationOf).sort((one, other) => (one.id < other.id ? 1 : -1));
  const page = rows.slice(0, limit);
  const next = more || rows.length > page.length ? page.at(-1)?.id : undefined;
  return { items: page.filter((row) => matches(row, query)), next };
}

function matches(row: Integration, { connector, state, label }: ListQuery): boolean {
  if (connector !== undefined && row.connector !== connector) return false;
  if (state !== undefined && row.state !== state) return false;
  return label === undefined || row.labels[label.key] === label.value;
}
