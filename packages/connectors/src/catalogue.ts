import type { Catalogue } from "@latchkey/core/connector";
import { appsmith } from "./appsmith.ts";
import type { DefinedConnector } from "./define.ts";
import { genericOidc } from "./generic-oidc.ts";
import { gitlab } from "./gitlab.ts";
import { pomerium } from "./pomerium.ts";
import { pydioCells } from "./pydio-cells.ts";

/** Every connector, in the order in which lists and forms show them. */
export const connectors: readonly DefinedConnector[] = [gitlab, pydioCells, appsmith, pomerium, genericOidc];

/** A catalogue of these connectors. A map knows no inherited members, so that `constructor` and `__proto__` are nobody's ids. */
export function catalogueOf(entries: readonly DefinedConnector[]): Catalogue {
  const byId = new Map(entries.map((connector) => [connector.id, connector]));
  return { ids: [...byId.keys()], get: (id) => byId.get(id) };
}

/** The catalogue of all connectors. */
export const catalogue: Catalogue = catalogueOf(connectors);
