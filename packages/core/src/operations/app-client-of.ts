import type { Integration } from "../integration.ts";
import { clientName } from "../names.ts";
import type { AppClientSettings } from "../ports/app-clients.ts";
import type { Engine } from "../services.ts";

/** What we say of an integration's app client: its name, and what its connector derives from its settings, who signs people in. */
export function appClientOf(
  { catalogue, deployment }: Pick<Engine, "catalogue" | "deployment">,
  row: Pick<Integration, "id" | "connector" | "name" | "settings" | "identityProviders">,
): AppClientSettings {
  const { id, connector, name, settings, identityProviders } = row;
  const found = catalogue.get(connector);
  if (found === undefined) throw new Error(`integration ${id} names a connector that is not in the catalogue`);
  return { name: clientName(deployment.name, id, name), client: found.client(settings), identityProviders };
}
