import type { IntegrationId, RotationId } from "@latchkey/core/ids";
import type { Integration } from "@latchkey/core/integration";
import { secretName } from "@latchkey/core/names";
import type { Services } from "@latchkey/core/services";
import { type Ending, endRotation } from "@latchkey/core/usecases/rotations/end-rotation";
import { startRotation } from "@latchkey/core/usecases/rotations/start-rotation";
import type { FaultRule } from "@latchkey/local/kernel/faults";
import type { World } from "../../support/invariants.ts";
import type { Scenario, Trial } from "../harness/scenario.ts";
import type { Stage } from "../harness/stage.ts";
import type { Death } from "../harness/wire.ts";
import {
  caller,
  deleteSecret,
  expected,
  foreignSecret,
  liveSecrets,
  overlapping,
  registered,
  rotation,
  rotationsOf,
  rowOf,
  toldOnce,
} from "./support.ts";
import { addressIsNew, MOVED_URL, patch } from "./update.ts";

type Wrong = (world: World, id: IntegrationId) => readonly string[];
type Registered = Integration & { readonly clientId: string };

export const end = async (
  services: Services,
  id: IntegrationId,
  rotationId: RotationId,
  ending: Ending,
): Promise<boolean> => (await endRotation(services, { caller, id, rotation: rotationId, ending }, {})).ended;

/** What has to hold of the only rotation that there is, or of the last one. */
function lastRotation(world: World, id: IntegrationId, state: string, count = 1): readonly string[] {
  const row = rowOf(world, id);
  return [
    ...expected("the rotation's state", row?.currentRotation?.state, state),
    ...expected("the number of rotations", rotationsOf(world, id).length, count),
  ];
}

/** After an ordinary start the caller may change their mind at once: nothing of the start may land on the abort. */
const starting: Scenario = {
  name: "starting a rotation",
  rotates: true,
  async prepare(stage) {
    const { id } = await registered(stage);
    let started: RotationId | undefined;
    const run = async (services: Services): Promise<boolean> => {
      const { rotation: made } = await startRotation(services, rotation(id), {});
      started = made.id;
      return made.state === "overlap";
    };
    return {
      run,
      replay: run,
      next: async (services) => started && end(services, id, started, "abort"),
      wrong: (world, completed) => [
        ...lastRotation(world, id, completed ? "aborted" : "overlap"),
        ...toldOnce(world, id, "rotation.started", "rotation.promoted"),
      ],
    };
  },
};

/** A compromised secret: in the end only one is live that was not there before. */
const compromised = (
  name: string,
  before: (stage: Stage, row: Registered) => Promise<{ readonly rotations: number; readonly wrong?: Wrong }>,
): Scenario => ({
  name,
  rotates: true,
  async prepare(stage) {
    const row = await registered(stage);
    const { rotations, wrong = () => [] } = await before(stage, row);
    const known = await liveSecrets(stage, row.clientId);
    const run = async (services: Services): Promise<boolean> => {
      const { rotation: made } = await startRotation(services, rotation(row.id, { reason: "compromised" }), {});
      return made.state === "completed";
    };
    return {
      run,
      replay: run,
      async wrong(world) {
        const live = await liveSecrets(stage, row.clientId);
        return [
          ...lastRotation(world, row.id, "completed", rotations + 1),
          ...expected("the number of live secrets", live.length, 1),
          ...(live.some((id) => known.includes(id)) ? ["a secret from before is still live"] : []),
          ...wrong(world, row.id),
        ];
      },
    };
  },
});

/** A start that does not come to its end. */
const startDying = (stage: Stage, { id }: Registered, name: Death["name"], when: Death["when"]): Promise<void> =>
  stage.dying({ name, nth: 1, when }, (services) =>
    startRotation(services, rotation(id, { idempotency: { key: "earlier", requestHash: "rotation" } }), {}),
  );

const startBreaking = (
  stage: Stage,
  { id }: Registered,
  rule: Pick<FaultRule, "service" | "operation">,
): Promise<void> =>
  stage.breaking({ ...rule, call: 1, fault: { kind: "late", ms: 3_000 } }, () =>
    startRotation(stage.services, rotation(id, { idempotency: { key: "earlier", requestHash: "rotation" } }), {}),
  );

const ADD = "cognito-idp:AddUserPoolClientSecret";

const ending = (
  name: string,
  how: Ending,
  before: (stage: Stage, row: Registered) => Promise<unknown>,
  difference: (stage: Stage, row: Registered) => Promise<Partial<Trial>> = async () => ({}),
): Scenario => ({
  name,
  rotates: true,
  async prepare(stage) {
    const row = await registered(stage);
    const [original] = await liveSecrets(stage, row.clientId);
    await before(stage, row);
    const open = (await stage.services.registry.load(row.id, {}))?.currentRotation?.id;
    if (open === undefined) throw new Error("there is no rotation");
    const run = (services: Services) => end(services, row.id, open, how);
    return {
      run,
      replay: run,
      async wrong(world) {
        const live = await liveSecrets(stage, row.clientId);
        return [
          ...lastRotation(world, row.id, how === "complete" ? "completed" : "aborted"),
          ...expected(
            "whether the original secret is live",
            live.some((id) => id === original),
            how === "abort",
          ),
        ];
      },
      ...(await difference(stage, row)),
    };
  },
});

/**
 * Somebody's own secret is none of ours, although it was not there before. Where the abort comes too late, the rotation has failed
 * because of it, and nobody can abort it any more: that leads back as well.
 */
async function beside(stage: Stage, row: Registered): Promise<Partial<Trial>> {
  const foreign = await foreignSecret(stage, row.clientId);
  const state = async () => (await stage.services.registry.load(row.id, {}))?.currentRotation;
  return {
    tolerated: /has 2 live secrets/,
    async replay(services) {
      const open = await state();
      return open?.state === "failed" || (open !== undefined && end(services, row.id, open.id, "abort"));
    },
    wrong: async (world) => [
      ...lastRotation(world, row.id, (await state())?.state === "failed" ? "failed" : "aborted"),
      ...expected(
        "whether the foreign secret is live",
        (await liveSecrets(stage, row.clientId)).includes(foreign),
        true,
      ),
      ...expected("the number of live secrets", (await liveSecrets(stage, row.clientId)).length, 2),
    ],
  };
}

/** Somebody has deleted the new secret during the overlap: the old one is the last that is good. */
async function withoutNew(stage: Stage, row: Registered): Promise<Partial<Trial>> {
  const rotated = (await stage.services.registry.load(row.id, {}))?.currentRotation;
  const [original = ""] = rotated?.knownIds ?? [];
  const added = (await liveSecrets(stage, row.clientId)).find((id) => id !== original) ?? "";
  await deleteSecret(stage, row.clientId, added);
  return {
    replay: undefined,
    tolerated: /has 1 live secrets|AWSCURRENT does not authenticate/,
    wrong: async (world) => [
      ...lastRotation(world, row.id, "overlap"),
      ...expected("the live secrets", (await liveSecrets(stage, row.clientId)).join(), original),
      ...expected("its operation", rowOf(world, row.id)?.operation, undefined),
    ],
  };
}

export const rotationStarts: readonly Scenario[] = [
  starting,
  compromised("starting a rotation of a compromised secret", async () => ({ rotations: 0 })),
  compromised("starting one of a compromised secret in an overlap", async (stage, { id }) => {
    await overlapping(stage, id);
    return { rotations: 1 };
  }),
  compromised("starting one of a compromised secret while another is staging", async (stage, row) => {
    await startDying(stage, row, ADD, "after");
    return { rotations: 1 };
  }),
  compromised("starting one of a compromised secret while another may still be promoted", async (stage, row) => {
    await startBreaking(stage, row, { service: "secretsmanager", operation: "UpdateSecretVersionStage" });
    return { rotations: 1 };
  }),
  compromised("starting one of a compromised secret beside a foreign one", async (stage, { clientId }) => {
    await foreignSecret(stage, clientId);
    await stage.grow();
    return { rotations: 0 };
  }),
  compromised("starting one of a compromised secret over an update", async (stage, { id }) => {
    const point = { name: "cognito-idp:UpdateUserPoolClient", nth: 1, when: "after" } as const;
    await stage.dying(point, (services) => patch(services, { id }, { settings: { baseUrl: MOVED_URL } }));
    // It was accepted: it comes to its end first.
    return { rotations: 0, wrong: addressIsNew };
  }),
];

export const rotationEndings: readonly Scenario[] = [
  ending("completing a rotation", "complete", (stage, { id }) => overlapping(stage, id)),
  ending(
    "completing a rotation whose new secret somebody has deleted",
    "complete",
    (stage, { id }) => overlapping(stage, id),
    withoutNew,
  ),
  ending("aborting a rotation in its overlap", "abort", (stage, { id }) => overlapping(stage, id)),
  ending("aborting a rotation while it is staging", "abort", (stage, row) => startDying(stage, row, ADD, "after")),
  ending("aborting a rotation that may still be promoted", "abort", (stage, row) =>
    startBreaking(stage, row, { service: "secretsmanager", operation: "UpdateSecretVersionStage" }),
  ),
  ending(
    "aborting a rotation while somebody adds a secret",
    "abort",
    (stage, row) => startDying(stage, row, ADD, "before"),
    beside,
  ),
];

/** The name in Secrets Manager. */
export const secretOf = ({ services }: Stage, id: IntegrationId): string => secretName(services.deployment.name, id);
