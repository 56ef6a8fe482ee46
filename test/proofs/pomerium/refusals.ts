import { strict as assert } from "node:assert";
import type { Artifact } from "@latchkey/core/payload";
import { createBrowser, signInThroughPages } from "@latchkey/local/demo/browser";
import { ProductRefusal } from "../harness/client-errors.ts";
import { artifactNamed } from "../harness/proof.ts";
import { signInWith, textMember } from "../harness/sign-in.ts";
import type { Scene } from "./checks.ts";
import { checkResource } from "./resource-schema.ts";
import { artifactsOf, configFile, openWith, type Registered, type SecretForm } from "./ways.ts";

/** What Pomerium and Cognito refuse, and what would not work with other values than those of the artifacts. */
export async function showRefusals(scene: Scene, registered: Registered): Promise<void> {
  await showBadOptions(scene, registered);
  await showBadSecrets(scene, registered);
  await showBadProviders(scene, registered);
  await scene.context.shows(
    "the same statement refuses a resource for another provider, without https or with an unknown member",
    async () => {
      const { issuer } = scene.context.stack;
      for (const resource of spoiltResources(registered, issuer))
        assert.throws(() => checkResource(resource, issuer), assert.AssertionError);
    },
  );
}

/** The custom resource with something in it that no cluster takes. */
export function spoiltResources({ registration }: Registered, issuer: string): readonly Artifact[] {
  const resource = artifactNamed(registration.inline, "pomerium.yaml");
  return (
    [
      ['provider: "cognito"', 'provider: "keycloak"'],
      ["https://authenticate", "http://authenticate"],
      ["scopes:", "scope:"],
      [issuer, issuer.replace("http:", "ftp:")],
    ] as const
  ).map(([from, to]) => ({ ...replaced(resource, from, to), title: `${to} for ${from}` }));
}

async function showBadOptions({ context: { client, shows } }: Scene, registered: Registered): Promise<void> {
  await shows(
    "an option that Pomerium does not know is complained about, one that it has removed is refused",
    async () => {
      const and = (line: string) =>
        openWith(
          client,
          registered,
          configured(registered, (body) => `${body}${line}\n`),
        );
      await assert.rejects(and('idp_scope: "openid"'), refusal(/unknown config option: idp_scope/));
      await assert.rejects(and('idp_service_account: "x"'), refusal(/no longer supported/));
    },
  );
}

async function showBadSecrets({ context: { client, user, shows } }: Scene, registered: Registered): Promise<void> {
  const { pomeriumCase, registration } = registered;
  await shows("with a wrong secret, or a line end in the secret's file, nobody signs in", async () => {
    const { clientSecret } = registration;
    await openWith(
      client,
      registered,
      configured(registered, (body) => body.replace(clientSecret, `${clientSecret}x`)),
    );
    await assert.rejects(signInWith(client, user, pomeriumCase.callbackUrl), refusal(/invalid_client/));
    await openWith(client, registered, artifactsOf(configFile, registration, "reference"), `${clientSecret}\n`);
    await assert.rejects(signInWith(client, user, pomeriumCase.callbackUrl), refusal(/invalid_client/));
  });
}

async function showBadProviders({ context: { client, user, shows } }: Scene, registered: Registered): Promise<void> {
  const { callbackUrl, signedOutUrl } = registered.pomeriumCase;
  await shows("with an empty list of scopes Pomerium asks for offline_access, which Cognito refuses", async () => {
    await openWith(
      client,
      registered,
      configured(registered, (body) => body.replace(/^idp_scopes: .*$/m, "idp_scopes: []")),
    );
    const url = new URL(textMember(await client.ask({ do: "login" }), "url"));
    assert.ok(url.searchParams.get("scope")?.split(" ").includes("offline_access"));
    await assert.rejects(signInWith(client, user, callbackUrl), refusal(/invalid_request/));
  });
  await shows("with the provider oidc the sign-out would end on an error page of Cognito", async () => {
    await openWith(
      client,
      registered,
      configured(registered, (body) => body.replace('"cognito"', '"oidc"')),
    );
    const browser = createBrowser();
    const begun = textMember(await client.ask({ do: "login" }), "url");
    await client.ask({ do: "callback", url: await signInThroughPages(begun, user, callbackUrl, browser) });
    const left = await browser.open(textMember(await client.ask({ do: "logout" }), "url"));
    assert.notEqual(left.url, signedOutUrl);
    assert.equal(left.status, 400);
  });
}

const refusal = (reason: RegExp) => (error: unknown) => error instanceof ProductRefusal && reason.test(error.message);

/** The configuration file, differently. */
const configured = (
  { registration }: Registered,
  change: (body: string) => string,
  form: SecretForm = "inline",
): readonly Artifact[] =>
  artifactsOf(configFile, registration, form).map((artifact) =>
    replaced(artifact, artifact.body, change(artifact.body)),
  );

function replaced(artifact: Artifact, from: string, to: string): Artifact {
  const body = artifact.body.replace(from, () => to);
  assert.notEqual(body, artifact.body, "the artifact was not changed");
  return { ...artifact, body };
}
