import { strict as assert } from "node:assert";
import { fileURLToPath } from "node:url";
import { startGoClient } from "../harness/go-client.ts";
import { artifactNamed, type Proof, type ProofContext } from "../harness/proof.ts";
import { signInWith } from "../harness/sign-in.ts";
import { otherCase, plainCase } from "./cases.ts";
import { checkArtifacts, type Scene, setScene } from "./checks.ts";
import { pomeriumMutations } from "./mutations.ts";
import { comparePublished } from "./published-definition.ts";
import { showRefusals, spoiltResources } from "./refusals.ts";
import { checkResource } from "./resource-schema.ts";
import {
  artifactsOf,
  configFile,
  environment,
  kubernetes,
  openWith,
  type Registered,
  secretForms,
  type Way,
} from "./ways.ts";

/** Pomerium's artifacts read by its own loader, and users signed in and out by its own authenticate service. */
export const proof: Proof = {
  connector: "pomerium",
  title: "Pomerium with its own loader and authenticate service",
  toolchain: "go",
  prepare: () => startGoClient("pomerium", fileURLToPath(new URL("client", import.meta.url))),
  prove,
  mutations: pomeriumMutations,
};

async function prove(context: ProofContext): Promise<void> {
  const scene = await setScene(context);
  const plain: Registered = { pomeriumCase: plainCase, registration: await context.register(plainCase.settings) };
  const other: Registered = { pomeriumCase: otherCase, registration: await context.register(otherCase.settings) };
  await showWays(scene, [plain, other]);
  await context.shows("the session is renewed with a refresh token that came without offline_access", async () => {
    await openWith(context.client, plain, artifactsOf(configFile, plain.registration, "inline"));
    await signInWith(context.client, context.user, plainCase.callbackUrl);
    assert.equal((await context.client.ask({ do: "refresh" }))["subject"], context.user.subject);
  });
  await context.shows(
    "the custom resource satisfies our own statement of what its definition asks for since ingress controller 0.33",
    async () => {
      for (const { registration } of [plain, other])
        for (const form of secretForms)
          checkResource(artifactNamed(registration[form], "pomerium.yaml"), context.stack.issuer);
    },
  );
  await showRefusals(scene, plain);
  await comparePublished(context, {
    written: [plain, other].flatMap(({ registration }) =>
      secretForms.map((form) => artifactNamed(registration[form], "pomerium.yaml")),
    ),
    spoilt: spoiltResources(plain, context.stack.issuer),
  });
}

const WAYS: readonly (readonly [claim: string, way: Way])[] = [
  [
    "config.yaml is loaded without complaint, users sign in with e-mail address and groups, and sign out onto Pomerium's signed-out page",
    configFile,
  ],
  ["so do they with the environment variables, as a shell reads them", environment],
  ["so do they with the settings that the ingress controller takes from the resource and the Secret", kubernetes],
];

async function showWays(scene: Scene, registrations: readonly Registered[]): Promise<void> {
  for (const [claim, way] of WAYS)
    await scene.context.shows(`${claim}, with the secret inline or by reference`, async () => {
      for (const registered of registrations)
        for (const form of secretForms)
          await checkArtifacts(scene, registered, artifactsOf(way, registered.registration, form));
    });
}
