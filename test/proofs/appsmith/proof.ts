import { strict as assert } from "node:assert";
import type { Proof, ProofContext } from "../harness/proof.ts";
import { checkAccount, checkNamed, checkRedirect, checkRenewal, checkRequest, checkSignIn, pageOf } from "./checks.ts";
import { startAppsmithClient } from "./client.ts";
import {
  adminApi,
  artifactsOf,
  dockerEnv,
  form,
  helm,
  install,
  laterAdminApi,
  type SecretForm,
  type Way,
} from "./installation.ts";
import { appsmithMutations } from "./mutations.ts";
import { showRefusals } from "./refusals.ts";
import { registeredFor, type Scene, setScene } from "./scene.ts";
import { signIn } from "./sign-in.ts";

/** Appsmith's environment, from each way to set it, and users signed in by the OAuth 2.0 client of Spring Security. */
export const proof: Proof = {
  connector: "appsmith",
  title: "Appsmith with Spring Security's OAuth 2.0 client",
  toolchain: "java",
  tools: ["bash", "curl"],
  prepare: startAppsmithClient,
  prove,
  mutations: appsmithMutations,
};

async function prove(context: ProofContext): Promise<void> {
  const scene = await setScene(context);
  await showWays(scene);
  await showSignIn(scene);
  await showRefusals(scene);
}

const WAYS: readonly (readonly [claim: string, way: Way, secret: SecretForm])[] = [
  [
    "docker.env, sourced by bash and read by the rules of Appsmith's settings page, signs users in",
    dockerEnv,
    "inline",
  ],
  ["the fields of the settings page sign users in", form, "inline"],
  ["the requests to the admin API, sent by curl as the steps say, sign users in", adminApi, "inline"],
  ["the same requests do with later versions, which restart by themselves", laterAdminApi, "inline"],
  ["values and Secret, put together by the rules of the chart, sign users in", helm, "inline"],
  ["values and ExternalSecret, filled by the rules of External Secrets, sign users in", helm, "reference"],
];

async function showWays(scene: Scene): Promise<void> {
  const { context } = scene;
  for (const [claim, way, secret] of WAYS)
    await context.shows(claim, async () => {
      const registered = registeredFor(scene, way);
      await install(context.client, way, registered, artifactsOf(way, registered.registration, secret));
      await checkSignIn(context.client, scene, registered);
    });
  await context.shows(
    "docker.env, settings and fields by reference are those inline once the secret is filled in",
    async () => {
      for (const way of [dockerEnv, form, adminApi]) {
        const { registration } = registeredFor(scene, way);
        const [inline, reference] = (["inline", "reference"] as const).map((secret) =>
          artifactsOf(way, registration, secret).map(({ name, body }) => ({ name, body })),
        );
        assert.deepEqual(reference, inline);
      }
    },
  );
}

async function showSignIn({ context, appsmith, user, named }: Scene): Promise<void> {
  const { client } = context;
  const from = pageOf(appsmith);
  await install(client, dockerEnv, appsmith);
  await context.shows(
    "an account is known by the e-mail address, from the ID token alone or with user info",
    async () => {
      checkAccount(user, await signIn(client, user, { from }));
      checkAccount(user, await signIn(client, user, { from, userInfo: true }));
      checkNamed(named, await signIn(client, named, { from, userInfo: true }));
    },
  );
  await context.shows("the redirect URI is exactly the registered one, and the ID token answers the nonce", async () =>
    checkRequest(appsmith, await signIn(client, user, { from })),
  );
  await context.shows("a redirect URL with a query inside state comes back byte for byte", async () =>
    checkRedirect(from, await signIn(client, user, { from })),
  );
  await context.shows("a session is renewed with a refresh token that came without offline_access", async () => {
    await signIn(client, user, { from });
    await checkRenewal(client, user);
  });
}
