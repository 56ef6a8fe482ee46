import { DescribeManagedLoginBrandingByClientCommand } from "@aws-sdk/client-cognito-identity-provider";
import { LatchkeyError } from "@latchkey/core/errors";
import type { Services } from "@latchkey/core/services";
import { type RegisterRequest, register } from "@latchkey/core/usecases/register";
import type { World } from "../../support/invariants.ts";
import { readRows } from "../harness/read-rows.ts";
import type { Scenario } from "../harness/scenario.ts";
import type { Stage } from "../harness/stage.ts";
import { expected, NAME, ONLY_EDITORS, registration, told } from "./support.ts";

const sending =
  (request: RegisterRequest) =>
  async (services: Services): Promise<boolean> => {
    const { integration, payload } = await register(services, request, {});
    return integration.state === "active" && payload !== undefined;
  };

/** One integration came of the key, and whatever was shown of its secret is in the trail. */
function wrong(world: World): readonly string[] {
  const made = world.rows.filter(({ name }) => name === NAME);
  return [
    ...expected("the number of integrations", made.length, 1),
    ...made.flatMap((row) => [
      ...expected("its state", row.state, "active"),
      ...(told(world, row.id, "secret.revealed") > 0 ? [] : ["the secret was shown and not told"]),
    ]),
  ];
}

async function unstyled({ clients, userPoolId }: Stage, world: World): Promise<readonly string[]> {
  const missing: string[] = [];
  for (const { id, name } of world.clients)
    await clients.cognito
      .send(new DescribeManagedLoginBrandingByClientCommand({ UserPoolId: userPoolId, ClientId: id }))
      .catch(() => missing.push(`${name} has no style`));
  return missing;
}

/** Refused for good; what was made of it may still have to be taken back. */
async function refused(services: Services): Promise<boolean> {
  try {
    await register(services, registration(ONLY_EDITORS), {});
    return false;
  } catch (error) {
    if (error instanceof LatchkeyError && ["operation-ended", "pool-full"].includes(error.code)) return true;
    throw error;
  }
}

/** The pool is full: what was made is taken back, once and for all. */
const full: Scenario = {
  name: "registering into a full pool",
  async prepare(stage) {
    const service = "cognito-idp";
    const fault = { kind: "error", type: "LimitExceededException" } as const;
    stage.faults.add({ service, operation: "CreateUserPoolClient", fault });
    const run = async (services: Services): Promise<boolean> => {
      const isRefused = await refused(services);
      const { rows } = await readRows(stage);
      return isRefused && rows.every(({ operation }) => operation === undefined);
    };
    return {
      run,
      replay: run,
      wrong: (world) => [
        ...expected(
          "the number of active integrations",
          world.rows.filter(({ state }) => state === "active").length,
          0,
        ),
        ...expected("the number of failed ones", world.rows.filter(({ state }) => state === "failed").length, 1),
        ...world.rows.flatMap(({ id }) =>
          expected("the number of failures told", told(world, id, "integration.failed"), 1),
        ),
      ],
    };
  },
};

const registering = (
  name: string,
  request: RegisterRequest,
  rest: Pick<Scenario, "options"> = {},
  more: (stage: Stage, world: World) => Promise<readonly string[]> = async () => [],
): Scenario => ({
  name,
  ...rest,
  async prepare(stage) {
    const send = sending(request);
    return { run: send, replay: send, wrong: async (world) => [...wrong(world), ...(await more(stage, world))] };
  },
});

export const registrations: readonly Scenario[] = [
  registering("registering", registration()),
  registering("registering with a group", registration(ONLY_EDITORS)),
  registering("registering on managed login", registration(), { options: { managedLogin: true } }, unstyled),
  full,
];
