import type { IntegrationId } from "@latchkey/core/ids";
import type { IntegrationEventType } from "@latchkey/core/integration";
import { DAY_MS } from "@latchkey/core/rotation";
import { register } from "@latchkey/core/usecases/register";
import { remove } from "@latchkey/core/usecases/remove";
import { startRotation } from "@latchkey/core/usecases/rotations/start-rotation";
import type { World } from "../../support/invariants.ts";
import type { Scenario, Trial } from "../harness/scenario.ts";
import type { Stage } from "../harness/stage.ts";
import type { Death } from "../harness/wire.ts";
import { end } from "./rotate.ts";
import {
  caller,
  expected,
  NAME,
  outlast,
  overlapping,
  pass,
  registered,
  registration,
  rotation,
  rotationsOf,
  rowOf,
  told,
  toldOnce,
} from "./support.ts";
import { addressIsNew, MOVED_URL, patch } from "./update.ts";

/** One pass of the reconciler over what was left or has become due. */
const reconciling = (
  name: string,
  before: (stage: Stage) => Promise<Trial["wrong"]>,
  rest: Pick<Scenario, "options" | "rotates"> = {},
): Scenario => ({
  name: `reconciling ${name}`,
  ...rest,
  async prepare(stage) {
    const wrong = await before(stage);
    return { run: pass, wrong };
  },
});

/** A registration whose process died there, long enough ago. */
const leftRegistration =
  (death: Death): ((stage: Stage) => Promise<Trial["wrong"]>) =>
  async (stage) => {
    await stage.dying(death, (services) => register(services, registration(), {}));
    await outlast(stage);
    return (world) => [
      ...expected(
        "the number of active integrations",
        world.rows.filter(({ name, state }) => name === NAME && state === "active").length,
        1,
      ),
      ...expected("the number of integrations", world.rows.length, 1),
    ];
  };

/** Nothing but a client that nobody knows the secret of. */
async function withoutSecret(stage: Stage): Promise<Trial["wrong"]> {
  stage.faults.add({ service: "secretsmanager", operation: "CreateSecret", call: 1, fault: { kind: "hang" } });
  return leftRegistration({ name: "cognito-idp:CreateUserPoolClient", nth: 1, when: "after" })(stage);
}

/** A registration that is to be taken back, with its client there. */
async function leftUndo(stage: Stage): Promise<Trial["wrong"]> {
  const fault = { kind: "error", type: "InvalidRequestException" } as const;
  const mend = stage.faults.add({ service: "secretsmanager", operation: "CreateSecret", fault });
  await stage.dying({ name: "cognito-idp:DeleteUserPoolClient", nth: 1, when: "before" }, (services) =>
    register(services, registration(), {}),
  );
  mend();
  await outlast(stage);
  return (world) =>
    world.rows.flatMap(({ id, state }) => [
      ...expected("its state", state, "failed"),
      ...expected("the number of failures told", told(world, id, "integration.failed"), 1),
    ]);
}

/** A client that lands after the registration was finished without it. */
async function lateTwin(stage: Stage): Promise<Trial["wrong"]> {
  const fault = { kind: "late", ms: 20_000 } as const;
  await stage.breaking({ service: "cognito-idp", operation: "CreateUserPoolClient", call: 1, fault }, () =>
    register(stage.services, registration(), {}),
  );
  const { settleMs, sweepMs } = stage.services.deployment.timing;
  await stage.clock.jumpTo(stage.clock.now() + settleMs + 1);
  await pass(stage.services);
  await stage.clock.jumpTo(stage.clock.now() + 20_000 + sweepMs);
  return (world) => expected("the number of clients", world.clients.length, 1);
}

/** An integration at which something was left half done. */
const left =
  (
    death: Death,
    work: (stage: Stage, id: IntegrationId) => Promise<Parameters<Stage["dying"]>[1]>,
    wrong: (world: World, id: IntegrationId) => readonly string[],
  ): ((stage: Stage) => Promise<Trial["wrong"]>) =>
  async (stage) => {
    const { id } = await registered(stage);
    await stage.dying(death, await work(stage, id));
    await outlast(stage);
    return (world) => wrong(world, id);
  };

const rotationIs =
  (state: string, ...events: readonly IntegrationEventType[]) =>
  (world: World, id: IntegrationId): readonly string[] => [
    ...expected("the rotation's state", rowOf(world, id)?.currentRotation?.state, state),
    ...expected("the number of rotations", rotationsOf(world, id).length, 1),
    ...toldOnce(world, id, "rotation.started", ...events),
  ];

const isGone = (world: World, id: IntegrationId): readonly string[] => [
  ...expected("its state", rowOf(world, id)?.state, "removed"),
  ...toldOnce(world, id, "integration.removing", "integration.removed"),
];

/** A rotation in overlap at the last of these days, after a pass at each of those before. */
const daysInto =
  (
    days: readonly number[],
    request: Parameters<typeof overlapping>[2],
    wrong: (world: World, id: IntegrationId) => readonly string[],
  ) =>
  async (stage: Stage): Promise<Trial["wrong"]> => {
    const { id } = await registered(stage);
    await overlapping(stage, id, request);
    const promoted = stage.clock.now();
    for (const [index, day] of days.entries()) {
      if (index > 0) await pass(stage.services);
      await stage.clock.jumpTo(promoted + day * DAY_MS);
    }
    return (world) => wrong(world, id);
  };

const noticed = (notices: number, overdue: number) => (world: World, id: IntegrationId) => [
  ...rotationIs("overlap", "rotation.promoted")(world, id),
  ...expected("the number of notices", told(world, id, "rotation.retirement-due"), notices),
  ...expected("how often it was overdue", told(world, id, "rotation.overdue"), overdue),
];

async function scheduled(stage: Stage): Promise<Trial["wrong"]> {
  const { id } = await registered(stage, { rotation: { everyDays: 30, overlapDays: 7, retire: "acknowledged" } });
  await stage.clock.jumpTo(stage.clock.now() + 30 * DAY_MS);
  return (world) => [
    ...rotationIs("overlap", "rotation.promoted")(world, id),
    ...expected("the reason", rowOf(world, id)?.currentRotation?.reason, "scheduled"),
  ];
}

const STAGE = "secretsmanager:PutSecretValue";
const ADD = "cognito-idp:AddUserPoolClientSecret";
const DELETE = "cognito-idp:DeleteUserPoolClientSecret";

const ended = (how: "complete" | "abort") => async (stage: Stage, id: IntegrationId) => {
  const open = await overlapping(stage, id);
  return (services: Stage["services"]) => end(services, id, open.id, how);
};

const started = async (_stage: Stage, id: IntegrationId) => (services: Stage["services"]) =>
  startRotation(services, rotation(id), {});
const patched = async (_stage: Stage, id: IntegrationId) => (services: Stage["services"]) =>
  patch(services, { id }, { settings: { baseUrl: MOVED_URL } });
const removed = async (_stage: Stage, id: IntegrationId) => (services: Stage["services"]) =>
  remove(services, { caller, id }, {});

const rotates = { rotates: true } as const;
const managed = { options: { managedLogin: true } } as const;

/** What is left of registrations, updates and removals. */
export const reconciliations: readonly Scenario[] = [
  reconciling(
    "a registration of which nothing was made",
    leftRegistration({ name: "dynamodb:TransactWriteItems", nth: 1, when: "after" }),
  ),
  reconciling(
    "a registration that was not committed",
    leftRegistration({ name: "dynamodb:TransactWriteItems", nth: 2, when: "before" }),
  ),
  reconciling(
    "a registration on managed login without a style",
    leftRegistration({ name: "cognito-idp:CreateManagedLoginBranding", nth: 1, when: "before" }),
    managed,
  ),
  reconciling("a registration without its secret", withoutSecret),
  reconciling("a registration that is taken back", leftUndo),
  reconciling("a client that landed late", lateTwin),
  reconciling(
    "an update",
    left({ name: "cognito-idp:UpdateUserPoolClient", nth: 1, when: "before" }, patched, addressIsNew),
  ),
  reconciling(
    "an update that was not committed",
    left({ name: "cognito-idp:UpdateUserPoolClient", nth: 1, when: "after" }, patched, addressIsNew),
  ),
  reconciling("a removal", left({ name: "cognito-idp:DeleteUserPoolClient", nth: 1, when: "before" }, removed, isGone)),
  reconciling(
    "a removal whose secret is still there",
    left({ name: "secretsmanager:DeleteSecret", nth: 1, when: "before" }, removed, isGone),
  ),
];

export const rotationReconciliations: readonly Scenario[] = [
  reconciling(
    "a rotation with nothing staged",
    left({ name: STAGE, nth: 1, when: "before" }, started, rotationIs("overlap", "rotation.promoted")),
    rotates,
  ),
  reconciling(
    "a rotation with its value staged",
    left({ name: STAGE, nth: 1, when: "after" }, started, rotationIs("overlap", "rotation.promoted")),
    rotates,
  ),
  reconciling(
    "a rotation with its secret added",
    left({ name: ADD, nth: 1, when: "after" }, started, rotationIs("overlap", "rotation.promoted")),
    rotates,
  ),
  reconciling(
    "a rotation whose completion was left",
    left({ name: DELETE, nth: 1, when: "before" }, ended("complete"), rotationIs("completed", "rotation.completed")),
    rotates,
  ),
  reconciling(
    "a rotation whose abort was left",
    left({ name: DELETE, nth: 1, when: "before" }, ended("abort"), rotationIs("aborted", "rotation.aborted")),
    rotates,
  ),
  reconciling(
    "a retirement at its deadline",
    daysInto([6, 7], { overlapDays: 7, retire: "deadline" }, rotationIs("completed", "rotation.completed")),
    rotates,
  ),
  reconciling("a rotation by schedule", scheduled, rotates),
  reconciling("a notice", daysInto([14], { overlapDays: 20 }, noticed(2, 0))),
  reconciling("an overdue rotation", daysInto([6, 8], { overlapDays: 7 }, noticed(1, 1))),
];
