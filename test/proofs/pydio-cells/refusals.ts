import { strict as assert } from "node:assert";
import type { JsonObject } from "@latchkey/core/json";
import type { Artifact } from "@latchkey/core/payload";
import { ProductRefusal } from "../harness/client-errors.ts";
import type { ProofUser } from "../harness/proof.ts";
import { type SignedIn, signInWith } from "../harness/sign-in.ts";
import type { Scene } from "./checks.ts";
import { artifactsOf, commands, installation4, openWith, type Registered, rest } from "./ways.ts";

/** What Cells refuses, and what would not work without this or that member of the connector. */
export async function showRefusals({ context, named }: Scene, registered: Registered): Promise<void> {
  const { client, user } = context;
  const { cellsCase, registration } = registered;
  const open = (change: Change) => openWith(client, cellsCase, rest, changed(registered, change));
  const signIn = async (change: Change, who: ProofUser): Promise<SignedIn> => {
    await open(change);
    return signInWith(client, who, cellsCase.callbackUrl);
  };
  await context.shows("without userNameKey only users with a name would sign in", async () => {
    const without: Change = (settings) =>
      Object.fromEntries(Object.entries(settings).filter(([name]) => name !== "userNameKey"));
    await signIn(without, named);
    await assert.rejects(signIn(without, user), refusal(/missing "name" claim/));
  });
  await context.shows("with getUserInfo nobody would sign in", () =>
    assert.rejects(signIn(withMember("getUserInfo", true), user), refusal(/missing "email_verified" claim/)),
  );
  await context.shows("at another external URL than the registered one no sign-in begins", async () => {
    const elsewhere = { externalUrl: "https://elsewhere.example.com" };
    await openWith(client, elsewhere, installation4, artifactsOf(installation4, registration, "inline"));
    await assert.rejects(client.ask({ do: "login" }), refusal(/did not match/));
  });
  await context.shows(
    "a wrong secret, an issuer with a slash, hosted domains and offline_access are refused",
    async () => {
      await assert.rejects(
        signIn(withMember("clientSecret", `${registration.clientSecret}x`), user),
        refusal(/invalid_client/),
      );
      await assert.rejects(open(withMember("issuer", `${context.stack.issuer}/`)), refusal(/did not match the issuer/));
      await assert.rejects(open(withMember("hostedDomains", ["example.com"])), refusal(/Hosted domains/));
      await assert.rejects(
        signIn(withMember("scopes", ["email", "profile", "offline_access"]), user),
        refusal(/invalid_scope/),
      );
    },
  );
  await context.shows("the commands refuse to run on Cells 5, where they would break the list", () =>
    assert.rejects(
      openWith(client, { ...cellsCase, version: "5.0.0" }, commands, artifactsOf(commands, registration, "inline")),
      refusal(/This is for Cells 2 to 4/),
    ),
  );
}

/** Makes other settings of the member `configoidc`. */
type Change = (settings: JsonObject) => JsonObject;

const withMember =
  (name: string, value: string | boolean | readonly string[]): Change =>
  (settings) => ({ ...settings, [name]: value });

const refusal = (reason: RegExp) => (error: unknown) => error instanceof ProductRefusal && reason.test(error.message);

function changed({ registration }: Registered, change: Change): readonly Artifact[] {
  return artifactsOf(rest, registration, "inline").map((artifact) => {
    if (artifact.name !== "connector.json") return artifact;
    // Parse boundary: what the connector writes is an object, and so is its member.
    const object = JSON.parse(artifact.body) as JsonObject;
    return { ...artifact, body: JSON.stringify({ ...object, configoidc: change(object["configoidc"] as JsonObject) }) };
  });
}
