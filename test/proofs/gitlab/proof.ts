import { strict as assert } from "node:assert";
import { fileURLToPath } from "node:url";
import type { Artifact } from "@latchkey/core/payload";
import { ProductRefusal } from "../harness/client-errors.ts";
import { startClient } from "../harness/client-process.ts";
import { yaml } from "../harness/formats/yaml.ts";
import { artifactNamed, type Proof, type ProofContext } from "../harness/proof.ts";
import { signInWith } from "../harness/sign-in.ts";
import { otherCases, plainCases } from "./cases.ts";
import { checkSignIn, checkSignOut, NAME, type Registered } from "./checks.ts";
import { artifactsOf, installations, openWith, secretForms } from "./installation.ts";
import { gitLabMutations } from "./mutations.ts";

/** GitLab's settings files read by Ruby, and users signed in by the OmniAuth strategies that GitLab uses. */
export const proof: Proof = {
  connector: "gitlab",
  title: "GitLab with its OmniAuth strategies",
  toolchain: "ruby",
  prepare: async () =>
    startClient({
      command: "ruby",
      args: ["main.rb"],
      cwd: fileURLToPath(new URL("client", import.meta.url)),
    }),
  prove,
  mutations: gitLabMutations,
};

async function prove(context: ProofContext): Promise<void> {
  const registered: Registered[] = [];
  for (const gitLabCase of [...plainCases, ...otherCases])
    registered.push({ gitLabCase, registration: await context.register(gitLabCase.settings) });
  await context.shows(
    "gitlab.rb and the Compose file, run by Ruby, gitlab.yml, through ERB, and the chart's Secret and values set the same, with the secret inline or by reference",
    () => checkEquality(context, registered),
  );
  const named = await context.addUser({ attributes: { name: NAME } });
  await showSignIns(context, named, registered);
  await context.shows(
    "the sign-out page URL ends the session at Cognito and leads back to GitLab's sign-in page",
    async () => {
      for (const each of registered)
        for (const installation of installations) {
          await openWith(context.client, each.registration, artifactsOf(each.registration, installation, "inline"));
          await checkSignOut(context, each, artifactNamed(each.registration.inline, `${installation}-sign-out`));
        }
    },
  );
  await showRefusals(context, registered);
}

/** Every installation and both forms of the secret mean the same to GitLab. */
async function checkEquality({ client }: ProofContext, registered: readonly Registered[]): Promise<void> {
  for (const { gitLabCase, registration } of registered) {
    const opened = [];
    for (const installation of installations)
      for (const form of secretForms)
        opened.push(await openWith(client, registration, artifactsOf(registration, installation, form)));
    const [first, ...others] = opened;
    for (const other of others) assert.deepEqual(other, first, `${gitLabCase.title}: two forms mean different things`);
    assert.equal(first?.button, gitLabCase.button);
  }
}

const CLAIMS = {
  openid_connect:
    "openid_connect signs users in by discovery, with nonce and checked ID token: uid is sub, e-mail address, name and groups arrive",
  oauth2_generic:
    "OmniAuth's OAuth 2.0 strategy, with the options of GitLab's generic one, signs users in with PKCE: uid is sub, users without a name get one",
} as const;

async function showSignIns(
  context: ProofContext,
  named: Awaited<ReturnType<ProofContext["addUser"]>>,
  registered: readonly Registered[],
): Promise<void> {
  for (const strategy of ["openid_connect", "oauth2_generic"] as const)
    await context.shows(CLAIMS[strategy], async () => {
      for (const each of registered.filter(({ gitLabCase }) => gitLabCase.strategy === strategy))
        for (const installation of installations)
          await checkSignIn(context, named, each, artifactsOf(each.registration, installation, "inline"));
    });
}

async function showRefusals(context: ProofContext, registered: readonly Registered[]): Promise<void> {
  await context.shows("without id_path everybody would have the same empty uid", async () => {
    const generic = registered.find(({ gitLabCase }) => gitLabCase.strategy === "oauth2_generic");
    if (generic === undefined) throw new Error("there is no registration with the generic strategy");
    const without = changed(generic, (body) => mutant(body, "/user_response_structure/id_path", "dropped"));
    await assert.rejects(signInAs(context, generic, without), /the same empty user id/);
  });
  await context.shows("with a wrong secret or with the scope offline_access nobody signs in", async () => {
    for (const each of registered) {
      const { clientSecret } = each.registration;
      const wrong = changed(each, (body) => body.replaceAll(clientSecret, `${clientSecret}x`));
      await assert.rejects(signInAs(context, each, wrong), ofRefusal(/invalid_client/));
      const offline = changed(each, (body) =>
        body
          .replace('"openid profile email"', '"openid profile email offline_access"')
          .replace('["openid",', '["openid", "offline_access",'),
      );
      await assert.rejects(signInAs(context, each, offline), ofRefusal(/invalid_scope|invalid_request/));
    }
  });
}

const ofRefusal = (reason: RegExp) => (error: unknown) => error instanceof ProductRefusal && reason.test(error.message);

async function signInAs(
  { client, user }: ProofContext,
  { gitLabCase, registration }: Registered,
  artifacts: readonly Artifact[],
): Promise<void> {
  await openWith(client, registration, artifacts);
  await signInWith(client, user, gitLabCase.callbackUrl);
}

/** The artifacts of the self-compiled installation, differently. */
function changed({ registration }: Registered, change: (body: string) => string): readonly Artifact[] {
  return artifactsOf(registration, "source", "inline").map((artifact) => {
    const body = change(artifact.body);
    assert.notEqual(body, artifact.body, "the artifact was not changed");
    return { ...artifact, body };
  });
}

function mutant(body: string, pointer: string, change: string): string {
  const found = yaml()
    .mutants(body)
    .find((each) => each.pointer.endsWith(pointer) && each.change === change);
  if (found === undefined) throw new Error(`there is no ${pointer}`);
  return found.text;
}
