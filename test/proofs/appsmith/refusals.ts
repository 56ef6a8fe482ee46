import { strict as assert } from "node:assert";
import type { Artifact } from "@latchkey/core/payload";
import { ProductRefusal } from "../harness/client-errors.ts";
import { env } from "../harness/formats/env.ts";
import type { Mutant } from "../harness/mutations.ts";
import { pageOf } from "./checks.ts";
import { adminApi, artifactsOf, dockerEnv, install } from "./installation.ts";
import type { Scene } from "./scene.ts";
import { signIn, throughPages } from "./sign-in.ts";

/** What must not work, does not, and for the right reason. */
export async function showRefusals(scene: Scene): Promise<void> {
  const { context } = scene;
  await context.shows("with a wrong secret nobody signs in", () =>
    expectNoSignIn(scene, changed("CLIENT_SECRET"), /invalid_client/),
  );
  await context.shows("with a user name attribute that Cognito does not send nobody signs in", () =>
    expectNoSignIn(scene, changed("USERNAME_ATTRIBUTE"), /'emailx' cannot be null/),
  );
  await context.shows("without the pool's keys no ID token is believed", () =>
    expectNoSignIn(scene, changed("JWK_SET_URI"), /Could not obtain the keys/),
  );
  await context.shows("scopes with spaces between them make no client", () =>
    expectNoSignIn(scene, (text) => text.replace("openid,profile,email", '"openid profile email"'), /scope/),
  );
  await context.shows("without any one of the variables there is no client, and the missing one is named", () =>
    expectEachNeeded(scene),
  );
  await context.shows("an answer with another state or another nonce is refused", () => expectNoReplay(scene));
  await context.shows("the admin API takes no name that it does not know, and settings only from a superuser", () =>
    expectAdminRefusals(scene),
  );
}

type Edit = (text: string) => string;

/** A value with one character more. */
const changed =
  (name: string): Edit =>
  (text) =>
    mutants(text).find(({ pointer, change }) => pointer.endsWith(name) && change === "changed")?.text ?? text;

const mutants = (text: string): readonly Mutant[] => env().mutants(text);

const refused = (reason: RegExp) => (error: unknown) => {
  assert.ok(error instanceof ProductRefusal, `not the product refuses, but: ${String(error)}`);
  assert.match(error.message, reason);
  return true;
};

/** Appsmith with an edited docker.env. */
async function installEdited({ context, appsmith }: Scene, edit: Edit): Promise<void> {
  const artifacts = artifactsOf(dockerEnv, appsmith.registration, "inline").map((artifact) => edited(artifact, edit));
  await install(context.client, dockerEnv, appsmith, artifacts);
}

function edited(artifact: Artifact, edit: Edit): Artifact {
  const body = edit(artifact.body);
  assert.notEqual(body, artifact.body, `${artifact.name} was not changed`);
  return { ...artifact, body };
}

async function expectNoSignIn(scene: Scene, edit: Edit, reason: RegExp): Promise<void> {
  const attempt = async (): Promise<void> => {
    await installEdited(scene, edit);
    await signIn(scene.context.client, scene.user, { from: pageOf(scene.appsmith) });
  };
  await assert.rejects(attempt(), refused(reason));
}

async function expectEachNeeded(scene: Scene): Promise<void> {
  const [artifact] = artifactsOf(dockerEnv, scene.appsmith.registration, "inline");
  const without = mutants(artifact?.body ?? "").filter(({ change }) => change === "dropped");
  assert.equal(without.length, 8, "docker.env has eight variables");
  for (const { pointer, text } of without)
    await assert.rejects(
      installEdited(scene, () => text),
      refused(new RegExp(`'${pointer.slice(1)}'`)),
    );
}

async function expectNoReplay(scene: Scene): Promise<void> {
  const { context, user, appsmith } = scene;
  const from = pageOf(appsmith);
  await install(context.client, dockerEnv, appsmith);
  const otherNonce = { from, change: (url: URL) => url.searchParams.set("nonce", "another") };
  await assert.rejects(signIn(context.client, user, otherNonce), refused(/invalid_nonce/));
  const { landed } = await throughPages(context.client, user, { from });
  const otherState = new URL(landed);
  otherState.searchParams.set("state", `${otherState.searchParams.get("state")}x`);
  await assert.rejects(
    context.client.ask({ do: "callback", url: otherState.href }),
    refused(/authorization_request_not_found/),
  );
}

async function expectAdminRefusals({ context, onLocalhost }: Scene): Promise<void> {
  const artifacts = artifactsOf(adminApi, onLocalhost.registration, "inline");
  const attempt = (edit: Edit) =>
    install(
      context.client,
      adminApi,
      onLocalhost,
      artifacts.map((artifact) => ({ ...artifact, body: edit(artifact.body) })),
    );
  await assert.rejects(
    attempt((text) => text.replaceAll("_OIDC_USER_INFO", "_OIDC_USER_INFO_URI")),
    refused(/error: 400[\s\S]*APPSMITH_OAUTH2_OIDC_USER_INFO_URI/),
  );
  await assert.rejects(
    attempt((text) => text.replaceAll("--cookie 'appsmith-cookies.txt'", "--cookie 'none.txt'")),
    refused(/error: 401/),
  );
}
