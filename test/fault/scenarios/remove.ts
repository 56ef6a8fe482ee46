import type { IntegrationId } from "@latchkey/core/ids";
import type { Services } from "@latchkey/core/services";
import { register } from "@latchkey/core/usecases/register";
import { remove } from "@latchkey/core/usecases/remove";
import { startRotation } from "@latchkey/core/usecases/rotations/start-rotation";
import type { Scenario } from "../harness/scenario.ts";
import type { Stage } from "../harness/stage.ts";
import {
  caller,
  expected,
  ONLY_EDITORS,
  overlapping,
  registered,
  registration,
  rotation,
  rotationsOf,
  rowOf,
  told,
  toldOnce,
} from "./support.ts";
import { MOVED_URL, patch } from "./update.ts";

const removing = (
  name: string,
  before: (stage: Stage) => Promise<IntegrationId>,
  rest: Partial<Scenario> = {},
): Scenario => ({
  name,
  ...rest,
  async prepare(stage) {
    const id = await before(stage);
    const run = async (services: Services) => (await remove(services, { caller, id }, {})).state === "removed";
    return {
      run,
      replay: run,
      wrong(world) {
        return [
          ...expected("its state", rowOf(world, id)?.state, "removed"),
          ...toldOnce(world, id, "integration.removing", "integration.removed"),
          ...rotationsOf(world, id).flatMap(({ state }) => expected("its rotation", state, "aborted")),
          ...rotationsOf(world, id).flatMap(() =>
            expected("the number of abortions told", told(world, id, "rotation.aborted"), 1),
          ),
        ];
      },
    };
  },
});

/** A registration whose process died right after its client was made. */
async function halfRegistered(stage: Stage): Promise<IntegrationId> {
  await stage.dying({ name: "cognito-idp:CreateUserPoolClient", nth: 1, when: "after" }, (services) =>
    register(services, registration(), {}),
  );
  return onlyOne(stage);
}

async function onlyOne({ services }: Stage): Promise<IntegrationId> {
  const { items } = await services.registry.list({ owner: caller.owner, limit: 1 }, {});
  if (items[0] === undefined) throw new Error("nothing was registered");
  return items[0].id;
}

export const removals: readonly Scenario[] = [
  removing("removing", async (stage) => (await registered(stage)).id),
  removing("removing on managed login", async (stage) => (await registered(stage)).id, {
    options: { managedLogin: true },
  }),
  removing("removing with a group", async (stage) => (await registered(stage, ONLY_EDITORS)).id),
  removing("removing while it is being registered", halfRegistered),
  removing("removing while its client may still land", async (stage) => {
    const fault = { kind: "late", ms: 3_000 } as const;
    await stage.breaking({ service: "cognito-idp", operation: "CreateUserPoolClient", call: 1, fault }, () =>
      register(stage.services, registration(), {}),
    );
    return onlyOne(stage);
  }),
  removing("removing in an overlap", async (stage) => {
    const { id } = await registered(stage);
    await overlapping(stage, id);
    return id;
  }),
  removing("removing while a rotation is staging", async (stage) => {
    const { id } = await registered(stage);
    await stage.dying({ name: "cognito-idp:AddUserPoolClientSecret", nth: 1, when: "after" }, (services) =>
      startRotation(services, rotation(id), {}),
    );
    return id;
  }),
  removing("removing while an update is at work", async (stage) => {
    const { id } = await registered(stage);
    const point = { name: "cognito-idp:UpdateUserPoolClient", nth: 1, when: "after" } as const;
    await stage.dying(point, (services) => patch(services, { id }, { settings: { baseUrl: MOVED_URL } }));
    return id;
  }),
];
