import type { Services } from "@latchkey/core/services";
import { checkHealth } from "@latchkey/core/usecases/health/check-health";
import { readPayload } from "@latchkey/core/usecases/payload";
import type { Scenario } from "../harness/scenario.ts";
import { caller, registered, told } from "./support.ts";

/** A revealed secret is in the trail, whatever becomes of the answer. */
const revealing: Scenario = {
  name: "revealing a payload",
  async prepare(stage) {
    const { id } = await registered(stage);
    let shown = 0;
    const run = async (services: Services): Promise<boolean> => {
      await readPayload(services, { caller, id, mode: "inline" }, {});
      shown += 1;
      return true;
    };
    return {
      run,
      replay: run,
      wrong: (world) =>
        // One was told by the registration.
        told(world, id, "secret.revealed") - 1 >= shown ? [] : ["the secret was shown and not told"],
    };
  },
};

const checking: Scenario = {
  name: "checking health",
  async prepare(stage) {
    const { id } = await registered(stage);
    return {
      async run(services) {
        await checkHealth(services, { caller, id }, {});
        return true;
      },
      async replay(services) {
        // Only one look a minute.
        await stage.grow();
        return (await checkHealth(services, { caller, id }, {})).status === "pass";
      },
      wrong: () => [],
    };
  },
};

export const reads: readonly Scenario[] = [revealing, checking];
