import { type Caller, maySee } from "../caller.ts";
import { notFound } from "../errors.ts";
import type { IntegrationId } from "../ids.ts";
import { type Integration, isVisible } from "../integration.ts";
import type { Call } from "../ports/call.ts";
import type { ListPage, ListQuery } from "../ports/registry.ts";
import type { Services } from "../services.ts";

type Reader = Pick<Services, "registry" | "clock">;

/** One integration that the caller may see. Throws `not-found`, also for somebody else's. */
export async function getIntegration(
  { registry, clock }: Reader,
  { caller, id }: { readonly caller: Caller; readonly id: IntegrationId },
  call: Call,
): Promise<Integration> {
  const row = await registry.load(id, call);
  if (row === undefined || !isVisible(row, clock.now()) || !maySee(caller, row.owner)) throw notFound(id);
  return row;
}

/** The caller's integrations, or everybody's for an admin, newest first. */
export async function listIntegrations(
  { registry, clock }: Reader,
  { caller, query }: { readonly caller: Caller; readonly query: Omit<ListQuery, "owner"> },
  call: Call,
): Promise<ListPage> {
  const page = await registry.list({ ...query, owner: caller.admin ? undefined : caller.owner }, call);
  const now = clock.now();
  return { ...page, items: page.items.filter((row) => isVisible(row, now)) };
}
