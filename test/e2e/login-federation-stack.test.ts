import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArguments } from "@latchkey/local/cli/arguments";
import { welcome } from "@latchkey/local/cli/welcome";
import type { RunningAws } from "@latchkey/local/stack/start-aws";
import { startAws } from "@latchkey/local/stack/start-aws";
import { afterEach, describe, expect, it } from "vitest";
import { accessToken, apiClient } from "../support/api-client.ts";
import { federate, providerKey, signInThroughProvider } from "../support/federation.ts";
import { sharedSigningKeys } from "../support/signing-keys.ts";
import { type TestStack, testStack } from "../support/test-stack.ts";

const GRACE = { subject: "g-1", email: "grace@partner.example", emailVerified: true };
const partner = { port: 0, users: [GRACE], signingKey: providerKey };

let closing: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closing.toReversed()) await close();
  closing = [];
});

const CALLBACK = "https://wiki.example.com/cb";
let registered = 0;

/** Registers an application through the API; its app client as it was made. */
async function register({ description, aws }: TestStack, policies: object = {}) {
  const api = apiClient(description.apiUrl, await accessToken(description));
  const settings = { callbackUrls: [CALLBACK] };
  const body = { connector: "generic-oidc", name: `Wiki ${++registered}`, settings, ...policies };
  const { json, status } = await api("/v1/integrations", { method: "POST", body });
  expect(status).toBe(201);
  const client = aws.cognito.clients.get(json.clientId)!;
  expect(client.settings.SupportedIdentityProviders).toEqual(["COGNITO", "Partner"]);
  return client;
}

function authorizeUrl({ description }: TestStack, { id }: { readonly id: string }): string {
  const query = new URLSearchParams({
    response_type: "code",
    client_id: id,
    redirect_uri: CALLBACK,
    scope: "openid email",
    identity_provider: "Partner",
  });
  return `${description.loginUrl}/oauth2/authorize?${query.toString()}`;
}

describe("the identity provider of a local stack", () => {
  it("signs people in to a newly registered integration that takes new accounts, and tells others why not", async () => {
    const stack = await testStack({ identityProvider: partner });
    closing.push(stack.close);
    const open = await register(stack, { signUp: { mode: "open" } });
    const closed = await register(stack);
    const refused = new URL((await federate(authorizeUrl(stack, closed), GRACE)).url);
    expect(refused.searchParams.get("error")).toBe("invalid_request");
    expect(refused.searchParams.get("error_description")).toMatch(
      /^PreSignUp failed with error This application .*\.$/,
    );
    const landed = await signInThroughProvider(authorizeUrl(stack, open), GRACE);
    expect(landed.searchParams.get("code")).toMatch(/\w/);
    const user = stack.aws.cognito.users.get(`${stack.description.userPoolId}/Partner_g-1`);
    expect(user).toMatchObject({ status: "EXTERNAL_PROVIDER", attributes: { email: GRACE.email } });
  });

  it("is in the description and in the welcome when there is one, and in neither otherwise", async () => {
    for (const identityProvider of [undefined, partner]) {
      const stack = await testStack({ ...(identityProvider && { identityProvider }) });
      closing.push(stack.close);
      const issuer = stack.aws.identityProvider?.issuer;
      const described = JSON.parse(await readFile(stack.descriptionPath, "utf8")) as Record<string, unknown>;
      expect(described["identityProvider"]).toEqual(issuer && { name: "Partner", issuer });
      const text = welcome(stack.description, stack.descriptionPath);
      expect(text.includes("Partner")).toBe(issuer !== undefined);
      expect(text.split("\n").length).toBeLessThan(25);
    }
  });

  it("knows a person again after a restart, although its address and secret are new", async () => {
    const dataDir = await mkdtemp(join(tmpdir(), "latchkey-partner-"));
    closing.push(() => rm(dataDir, { recursive: true, force: true }));
    const start = () => startAws({ loginPort: 0, dataDir, signingKeys: sharedSigningKeys, identityProvider: partner });
    const first = await start();
    await signIn(first);
    const before = providerOf(first);
    await first.close();
    const second = await start();
    closing.push(second.close);
    expect(providerOf(second)).toMatchObject({ createdAt: before.createdAt });
    expect(providerOf(second).details["client_secret"]).not.toBe(before.details["client_secret"]);
    await signIn(second);
    const names = [...second.cognito.users.values()].map(({ username }) => username);
    expect(names.filter((name) => name.startsWith("Partner_"))).toEqual(["Partner_g-1"]);
  });

  it("leaves nothing behind when its port is taken", async () => {
    const first = await startAws({ loginPort: 0, signingKeys: sharedSigningKeys, identityProvider: partner });
    closing.push(first.close);
    const port = Number(new URL(first.identityProvider!.issuer).port);
    const second = startAws({ loginPort: 0, signingKeys: sharedSigningKeys, identityProvider: { ...partner, port } });
    await expect(second).rejects.toMatchObject({ code: "EADDRINUSE", port });
  });
});

describe("the options of the identity provider", () => {
  it("are off by default, have a port of their own, and are refused one without the other", () => {
    expect(parseArguments([]).identityProviderPort).toBeUndefined();
    expect(parseArguments(["--identity-provider"]).identityProviderPort).toBe(4002);
    expect(parseArguments(["--identity-provider", "--identity-provider-port", "0"]).identityProviderPort).toBe(0);
    expect(() => parseArguments(["--identity-provider-port", "4002"])).toThrow(
      "--identity-provider-port is of use only with --identity-provider.",
    );
    expect(() => parseArguments(["--identity-provider", "--identity-provider-port", "x"])).toThrow(
      '--identity-provider-port has to be a number from 0 to 65535, not "x".',
    );
  });
});

const providerOf = ({ cognito, provisions }: RunningAws) =>
  cognito.identityProviders.get(`${provisions.userPoolId}/Partner`)!;

/** Signs in to a client that is put into the pool for it. */
async function signIn({ origin, cognito, provisions }: RunningAws): Promise<void> {
  const portal = cognito.clients.get(provisions.portal.clientId)!;
  const callback = "https://app.example/callback";
  const settings = {
    ...portal.settings,
    AllowedOAuthFlows: ["code"],
    AllowedOAuthScopes: ["openid"],
    CallbackURLs: [callback],
    SupportedIdentityProviders: ["Partner"],
  };
  cognito.clients.put("federated", { ...portal, id: "federated", settings });
  const query = { response_type: "code", client_id: "federated", redirect_uri: callback };
  await signInThroughProvider(`${origin}/oauth2/authorize?${new URLSearchParams(query).toString()}`, GRACE);
}
