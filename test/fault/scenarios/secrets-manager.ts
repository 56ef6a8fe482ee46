import { randomUUID } from "node:crypto";
import type { Services } from "@latchkey/core/services";
import {
  type RotationStep,
  rotationSteps,
  secretsManagerStep,
} from "@latchkey/core/usecases/rotations/secrets-manager-step";
import type { Scenario } from "../harness/scenario.ts";
import { secretOf } from "./rotate.ts";
import { expected, registered, rotationsOf, rowOf, toldOnce } from "./support.ts";

/** Secrets Manager asks for `earlier`, then for `steps`, in which something goes wrong; then for all of them again, in order. */
const asking = (name: string, earlier: readonly RotationStep[], steps: readonly RotationStep[]): Scenario => ({
  name,
  rotates: true,
  async prepare(stage) {
    const { id } = await registered(stage);
    const secretId = secretOf(stage, id);
    const clientRequestToken = randomUUID();
    const ask = async (services: Services, asked: readonly RotationStep[]): Promise<void> => {
      for (const step of asked) await secretsManagerStep(services, { step, secretId, clientRequestToken }, {});
    };
    await ask(stage.services, earlier);
    return {
      async run(services) {
        await ask(services, steps);
        return steps.includes("finishSecret");
      },
      async replay(services) {
        await ask(services, rotationSteps);
        return true;
      },
      wrong(world) {
        const row = rowOf(world, id);
        return [
          ...expected("the rotation's state", row?.currentRotation?.state, "overlap"),
          ...expected("the current version", row?.secretVersion, clientRequestToken),
          ...expected("the number of rotations", rotationsOf(world, id).length, 1),
          ...toldOnce(world, id, "rotation.started", "rotation.promoted"),
        ];
      },
    };
  },
});

export const secretsManagerSteps: readonly Scenario[] = [
  asking("Secrets Manager's createSecret", [], ["createSecret"]),
  asking("Secrets Manager's setSecret", ["createSecret"], ["setSecret"]),
  asking("Secrets Manager's testSecret", ["createSecret", "setSecret"], ["testSecret"]),
  asking("Secrets Manager's finishSecret", ["createSecret", "setSecret", "testSecret"], ["finishSecret"]),
  asking(
    "Secrets Manager's steps, each twice",
    [],
    rotationSteps.flatMap((step) => [step, step]),
  ),
  asking(
    "Secrets Manager's steps out of order",
    ["createSecret"],
    ["testSecret", "setSecret", "finishSecret", "createSecret"],
  ),
];
