import type { IntegrationId } from "@latchkey/core/ids";
import type { Integration } from "@latchkey/core/integration";
import type { Services } from "@latchkey/core/services";
import { type Editable, update } from "@latchkey/core/usecases/update";
import type { World } from "../../support/invariants.ts";
import type { Scenario } from "../harness/scenario.ts";
import { BASE_URL, caller, expected, NAME, ONLY_EDITORS, registered, rowOf, told, toldOnce } from "./support.ts";

export const MOVED_URL = "https://git.example.org";
const THIRD_URL = "https://code.example.net";

/** Changes what `patch` names, whatever the integration is like by then. */
export async function patch(
  services: Services,
  { id }: Pick<Integration, "id">,
  change: Partial<Editable>,
): Promise<boolean> {
  const edit = (current: Editable): Editable => ({ ...current, ...change });
  const { integration } = await update(services, { caller, id, matches: () => true, edit, drift: "refuse" }, {});
  return integration.state === "active" && integration.operation === undefined;
}

/** `next` is another update, which a late call of the first must not undo. */
const updating = (name: string, change: Partial<Editable>, next: Partial<Editable>): Scenario => ({
  name,
  async prepare(stage) {
    const integration = await registered(stage);
    const run = (services: Services) => patch(services, integration, change);
    return {
      run,
      replay: run,
      next: (services) => patch(services, integration, next),
      wrong(world, completed) {
        const row = rowOf(world, integration.id);
        const wanted: Editable = {
          name: NAME,
          settings: { baseUrl: BASE_URL },
          labels: {},
          ...change,
          ...(completed && next),
        };
        const settings = row?.settings as { readonly baseUrl?: string } | undefined;
        return [
          ...expected("its name", row?.name, wanted.name),
          ...expected("its address", settings?.baseUrl, (wanted.settings as { readonly baseUrl: string }).baseUrl),
          ...expected("its access", JSON.stringify(row?.access), JSON.stringify(wanted.access)),
          ...expected("its labels", JSON.stringify(row?.labels), JSON.stringify(wanted.labels)),
          ...expected(
            "the number of updates told",
            told(world, integration.id, "integration.updated"),
            completed ? 2 : 1,
          ),
          ...expected("the number of failures told", told(world, integration.id, "integration.update-failed"), 0),
        ];
      },
    };
  },
});

/** What an update to the other address has to have come to, whoever has finished it. */
export const addressIsNew = (world: World, id: IntegrationId): readonly string[] => [
  ...expected("its state", rowOf(world, id)?.state, "active"),
  ...expected("its address", rowOf(world, id)?.settings["baseUrl"], MOVED_URL),
  ...toldOnce(world, id, "integration.updated"),
];

export const updates: readonly Scenario[] = [
  updating("updating the client", { settings: { baseUrl: MOVED_URL } }, { settings: { baseUrl: THIRD_URL } }),
  updating("updating labels", { labels: { team: "build" } }, { labels: { team: "release" } }),
  updating("updating groups", ONLY_EDITORS, { labels: { team: "release" } }),
  updating("renaming", { name: "Build servers" }, { name: NAME }),
];
