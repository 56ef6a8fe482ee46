import { strict as assert } from "node:assert";
import { fileURLToPath } from "node:url";
import { startGoClient } from "../harness/go-client.ts";
import type { Proof, ProofContext } from "../harness/proof.ts";
import { otherCase, plainCase } from "./cases.ts";
import { checkSignIn, checkSignOut, type Scene, setScene } from "./checks.ts";
import { cellsMutations } from "./mutations.ts";
import { showRefusals } from "./refusals.ts";
import {
  artifactsOf,
  BUILT_IN,
  commands,
  inConsole,
  installation4,
  installation5,
  openWith,
  type Registered,
  rest,
  type Way,
  ways,
} from "./ways.ts";

/** Cells' connectors put to use as their steps say, and users signed in by dex's OpenID Connect connector. */
export const proof: Proof = {
  connector: "pydio-cells",
  title: "Pydio Cells with dex's OpenID Connect connector",
  toolchain: "go",
  tools: ["curl"],
  prepare: () => startGoClient("pydio-cells", fileURLToPath(new URL("client", import.meta.url))),
  prove,
  mutations: cellsMutations,
};

async function prove(context: ProofContext): Promise<void> {
  const scene = await setScene(context);
  const plain: Registered = { cellsCase: plainCase, registration: await context.register(plainCase.settings) };
  const other: Registered = { cellsCase: otherCase, registration: await context.register(otherCase.settings) };
  await showWays(scene, [plain, other]);
  await context.shows("signing out at Cognito ends its session and leads to Cells' logout page", async () => {
    for (const registered of [plain, other]) {
      await openWith(context.client, registered.cellsCase, rest, artifactsOf(rest, registered.registration, "inline"));
      await checkSignOut(context, registered);
    }
  });
  await showRefusals(scene, plain);
}

const WAYS: readonly (readonly [claim: string, ways: readonly Way[]])[] = [
  [
    "the REST request, sent by curl, makes a connector that dex opens and that signs in users with a name and without",
    [rest],
  ],
  [
    "so do the commands, run by a shell, and the built-in connector stays first, whether it was stored before or not",
    [commands, { ...commands, stored: [BUILT_IN] }],
  ],
  [
    "so do the installation files of Cells 4 and 5, and the built-in connector stays first",
    [installation4, installation5],
  ],
  ["so do the fields of the console", [inConsole]],
];

async function showWays(scene: Scene, registrations: readonly Registered[]): Promise<void> {
  const { context } = scene;
  for (const [claim, those] of WAYS)
    await context.shows(claim, async () => {
      for (const way of those)
        for (const registered of registrations)
          await checkSignIn(scene, registered, way, artifactsOf(way, registered.registration, "inline"));
    });
  await context.shows("by reference the artifacts are the same once the secret is filled in", async () => {
    for (const way of ways)
      for (const { registration } of registrations) {
        const [inline, reference] = (["inline", "reference"] as const).map((form) =>
          artifactsOf(way, registration, form).map(({ body }) => body),
        );
        assert.deepEqual(reference, inline);
      }
  });
}
