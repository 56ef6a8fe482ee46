import {
  AddUserPoolClientSecretCommand,
  DeleteManagedLoginBrandingCommand,
  DeleteUserPoolClientCommand,
  DeleteUserPoolClientSecretCommand,
  DeleteUserPoolDomainCommand,
  DescribeManagedLoginBrandingByClientCommand,
  DescribeUserPoolClientCommand,
  DescribeUserPoolCommand,
  ListUserPoolClientSecretsCommand,
  UpdateUserPoolClientCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { DeleteItemCommand } from "@aws-sdk/client-dynamodb";
import { DeleteSecretCommand, PutSecretValueCommand, RestoreSecretCommand } from "@aws-sdk/client-secrets-manager";
import { connectors } from "@latchkey/connectors/catalogue";
import type { FaultRule } from "@latchkey/local/kernel/faults";
import { TABLE } from "@latchkey/local/stack/bootstrap";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { type ApiClient, accessToken, apiClient } from "../support/api-client.ts";
import type { LiveFields } from "../support/live-clients.ts";
import { type SdkClients, sdkClients } from "../support/test-aws.ts";
import { type TestStack, testStack } from "../support/test-stack.ts";

interface World {
  readonly stack: TestStack;
  readonly sdk: SdkClients;
  readonly api: ApiClient;
}

interface Registered {
  readonly id: string;
  readonly clientId: string;
  readonly secretArn: string;
}

let classic: World;
let managed: World;
let count = 0;

const patient = { LATCHKEY_SETTLE_MS: "0", LATCHKEY_RETRY_MS: "0", LATCHKEY_RETRY_MAX_MS: "0" };

async function world(managedLogin: boolean): Promise<World> {
  const stack = await testStack({ managedLogin, env: patient });
  const api = apiClient(stack.description.apiUrl, await accessToken(stack.description));
  return { stack, api, sdk: sdkClients(stack.description.awsEndpoint) };
}

beforeAll(async () => {
  [classic, managed] = await Promise.all([world(false), world(true)]);
});
afterEach(() => {
  for (const { stack } of [classic, managed]) {
    stack.faults.clear();
    stack.faults.forget();
  }
});
afterAll(() => Promise.all([classic.stack.close(), managed.stack.close()]));

const WIKI = {
  connector: "generic-oidc",
  settings: { callbackUrls: ["https://wiki.example.com/cb"], logoutUrls: ["https://wiki.example.com/"] },
};

async function registered({ api }: World, body: object = WIKI): Promise<Registered> {
  const { json, status } = await api("/v1/integrations?secret=reference", {
    method: "POST",
    body: { ...body, name: `Application ${++count}` },
  });
  expect(status).toBe(201);
  return json;
}

const health = ({ api }: World, { id }: { readonly id: string }) => api(`/v1/integrations/${id}/health`);

interface Check {
  readonly name: string;
  readonly status: string;
  readonly fix?: string;
}

const REPAIR = /Set the recorded value.+PATCH and \?drift=overwrite/;
/** What may be said about the way out of each fault. */
const FIXES: Readonly<Record<string, RegExp>> = {
  domain: /^Create the domain/,
  "login-pages": /^Create a style/,
  client: /register it again/,
  callbacks: REPAIR,
  flows: REPAIR,
  scopes: REPAIR,
  "identity-providers": REPAIR,
  secret: /reason compromised|Restore it|register it again/,
  drift: /\?drift=overwrite|^Update Latchkey/,
  operation: /log under the integration's id/,
};

/** The checks that are not fine, by name. Everything that failed says what to do about it. */
async function findings(at: World, app: { readonly id: string }): Promise<Readonly<Record<string, string>>> {
  const { status, json } = await health(at, app);
  expect(status).toBe(200);
  const checks: readonly Check[] = json.checks;
  const other = checks.filter((check) => check.status !== "pass");
  expect(json.status).toBe(
    other.some((check) => check.status === "fail") ? "fail" : other.length > 0 ? "unknown" : "pass",
  );
  for (const { status: found, fix } of checks) expect(fix !== undefined).toBe(found === "fail");
  expect(checks.filter(({ name, fix }) => fix !== undefined && FIXES[name]?.test(fix) !== true)).toEqual([]);
  return Object.fromEntries(other.map(({ name, status: found }) => [name, found]));
}

const target = ({ stack }: World, { clientId }: Registered) => ({
  UserPoolId: stack.description.userPoolId,
  ClientId: clientId,
});

/** Somebody else's change of some fields, made as a careful person makes it. */
async function change(at: World, app: Registered, fields: LiveFields): Promise<void> {
  const { UserPoolClient } = await at.sdk.cognito.send(new DescribeUserPoolClientCommand(target(at, app)));
  const { LastModifiedDate: _m, CreationDate: _c, ClientSecret: _s, ...live } = UserPoolClient!;
  await at.sdk.cognito.send(new UpdateUserPoolClientCommand({ ...live, ...fields, ...target(at, app) }));
}

async function replaceSecret(at: World, app: Registered): Promise<void> {
  const { cognito } = at.sdk;
  const { ClientSecrets = [] } = await cognito.send(new ListUserPoolClientSecretsCommand(target(at, app)));
  await cognito.send(new AddUserPoolClientSecretCommand({ ...target(at, app), ClientSecret: "f".repeat(52) }));
  const [{ ClientSecretId } = {}] = ClientSecrets;
  await cognito.send(new DeleteUserPoolClientSecretCommand({ ...target(at, app), ClientSecretId }));
}

describe("a fresh integration", () => {
  it.each(connectors.map((connector) => [connector.id, connector.example.settings] as const))(
    "of %s is healthy, on either kind of login, and so it is after an update and a rotation",
    async (connector, settings) => {
      for (const at of [classic, managed]) {
        const [fresh, updated, rotated] = await Promise.all(
          [1, 2, 3].map(() => registered(at, { connector, settings })),
        );
        expect(await findings(at, fresh!)).toEqual({});
        const path = `/v1/integrations/${updated!.id}`;
        const key = ["baseUrl", "authenticateUrl"].find((name) => name in (settings as object));
        const body = {
          name: `Renamed ${++count}`,
          settings:
            key === undefined
              ? { callbackUrls: ["https://else.example.org/cb"] }
              : { [key]: "https://else.example.org" },
        };
        const patched = await at.api(path, { method: "PATCH", body, headers: { "if-match": "*" } });
        expect(patched.status).toBe(200);
        expect(await findings(at, updated!)).toEqual({});
        expect((await at.api(`/v1/integrations/${rotated!.id}/rotations`, { method: "POST" })).status).toBe(201);
        expect(await findings(at, rotated!)).toEqual({});
      }
    },
  );

  it("has its report in the integration: when its secret was last accepted", async () => {
    const app = await registered(classic);
    expect((await classic.api(`/v1/integrations/${app.id}`)).json.verifiedAt).toBeNull();
    const { json } = await health(classic, app);
    const shown = await classic.api(`/v1/integrations/${app.id}`);
    expect(shown.json).toMatchObject({ verifiedAt: json.checkedAt, version: 2 });
    // A change of it is another thing to verify.
    const body = { settings: { logoutUrls: [] } };
    const headers = { "if-match": shown.headers.get("etag") ?? "" };
    expect(
      (await classic.api(`/v1/integrations/${app.id}`, { method: "PATCH", body, headers })).json.verifiedAt,
    ).toBeNull();
  });

  it("is looked at although nobody but its owner and admins may see it", async () => {
    const app = await registered(classic);
    const { json: other } = await health(classic, { id: `${app.id.slice(0, -4)}0000` });
    expect(other).toMatchObject({ code: "not-found" });
  });
});

describe("damage", () => {
  type Damage = (at: World, app: Registered) => Promise<unknown>;
  const clientGone = {
    client: "fail",
    secret: "fail",
    callbacks: "unknown",
    flows: "unknown",
    scopes: "unknown",
    "identity-providers": "unknown",
    drift: "unknown",
  };

  it.each<[string, Damage, Readonly<Record<string, string>>]>([
    [
      "a callback that was changed",
      (at, app) => change(at, app, { CallbackURLs: ["https://evil.example.com/cb"] }),
      // The token endpoint tries no secret with a callback that is not registered.
      { callbacks: "fail", drift: "fail", secret: "unknown" },
    ],
    [
      "a logout URL that was taken away",
      (at, app) => change(at, app, { LogoutURLs: [] }),
      { callbacks: "fail", drift: "fail" },
    ],
    [
      "a scope that was added",
      (at, app) => change(at, app, { AllowedOAuthScopes: ["openid", "email", "profile", "phone"] }),
      { scopes: "fail", drift: "fail" },
    ],
    [
      "another flow",
      (at, app) => change(at, app, { AllowedOAuthFlows: ["code", "implicit"] }),
      { flows: "fail", drift: "fail" },
    ],
    [
      "another way to sign in",
      (at, app) => change(at, app, { ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"] }),
      { flows: "fail", drift: "fail" },
    ],
    [
      "no identity provider any more",
      (at, app) => change(at, app, { SupportedIdentityProviders: [] }),
      { "identity-providers": "fail", drift: "fail" },
    ],
    ["a lifetime that was changed", (at, app) => change(at, app, { AccessTokenValidity: 5 }), { drift: "fail" }],
    ["a name that was changed", (at, app) => change(at, app, { ClientName: "mine" }), { drift: "fail" }],
    [
      "an app client that was deleted",
      (at, app) => at.sdk.cognito.send(new DeleteUserPoolClientCommand(target(at, app))),
      clientGone,
    ],
    [
      "a secret that was deleted",
      ({ sdk }, { secretArn }) => sdk.secrets.send(new DeleteSecretCommand({ SecretId: secretArn })),
      { secret: "fail" },
    ],
    ["a secret that was replaced in Cognito", replaceSecret, { secret: "fail" }],
    [
      "a secret that was replaced in Secrets Manager",
      ({ sdk }, { secretArn: SecretId }) =>
        sdk.secrets.send(
          new PutSecretValueCommand({ SecretId, SecretString: JSON.stringify({ clientSecret: "g".repeat(52) }) }),
        ),
      { secret: "fail" },
    ],
    [
      "a setting that no SDK knows",
      async ({ stack }, { clientId }) =>
        stack.aws.setUnknownClientField(stack.description.userPoolId, clientId, "FutureSetting", true),
      { drift: "fail" },
    ],
  ])("of the kind %s is found, and nothing else", async (_what, damage, expected) => {
    const app = await registered(classic);
    await damage(classic, app);
    expect(await findings(classic, app)).toEqual(expected);
  });

  it("of the login pages is found on managed login", async () => {
    const app = await registered(managed);
    const { cognito } = managed.sdk;
    const { ManagedLoginBranding: style } = await cognito.send(
      new DescribeManagedLoginBrandingByClientCommand(target(managed, app)),
    );
    const { UserPoolId } = target(managed, app);
    await cognito.send(
      new DeleteManagedLoginBrandingCommand({ UserPoolId, ManagedLoginBrandingId: style!.ManagedLoginBrandingId }),
    );
    expect(await findings(managed, app)).toEqual({ "login-pages": "fail" });
  });

  it("that is none is not told: fields of others beside ours are named, and nothing fails", async () => {
    const app = await registered(classic);
    await change(classic, app, {
      ReadAttributes: ["email"],
      AuthSessionValidity: 7,
      EnablePropagateAdditionalUserContextData: true,
    });
    expect(await findings(classic, app)).toEqual({});
    const { json } = await health(classic, app);
    expect(
      json.fields.map(({ field, owner }: { field: string; owner: string }) => `${owner} ${field}`).toSorted(),
    ).toEqual([
      "foreign AuthSessionValidity",
      "foreign EnablePropagateAdditionalUserContextData",
      "foreign ReadAttributes",
    ]);
  });

  it("that is written in another way and means the same is none", async () => {
    const app = await registered(classic);
    await change(classic, app, {
      AllowedOAuthScopes: ["profile", "email", "openid"],
      AccessTokenValidity: 3_600,
      TokenValidityUnits: { AccessToken: "seconds", IdToken: "minutes", RefreshToken: "days" },
    });
    const { json } = await health(classic, app);
    expect(json).toMatchObject({ status: "pass", fields: [] });
  });

  it("of the domain is found, in a pool that loses it", async () => {
    const at = await world(false);
    const app = await registered(at);
    const { userPoolId: UserPoolId } = at.stack.description;
    const { UserPool } = await at.sdk.cognito.send(new DescribeUserPoolCommand({ UserPoolId }));
    await at.sdk.cognito.send(new DeleteUserPoolDomainCommand({ UserPoolId, Domain: UserPool!.Domain }));
    expect(await findings(at, app)).toMatchObject({ domain: "fail" });
    await at.stack.close();
  });

  it("of an operation that does not end is seen while it is open", async () => {
    const app = await registered(classic);
    classic.stack.faults.add({
      service: "cognito-idp",
      operation: "UpdateUserPoolClient",
      fault: { kind: "throttle" },
    });
    const body = { settings: { callbackUrls: ["https://new.example.com/cb"] } };
    const patched = await classic.api(`/v1/integrations/${app.id}`, {
      method: "PATCH",
      body,
      headers: { "if-match": "*" },
    });
    expect(patched.status).toBe(202);
    // It is not stuck yet, and what it has not done yet is nobody's fault.
    expect(await findings(classic, app)).toEqual({});
    const { json } = await health(classic, app);
    const operation = json.checks.find(({ name }: Check) => name === "operation");
    expect(operation.detail).toContain("update has been open for 0 minutes");
  });
});

describe("the way out that a report names", () => {
  /** As if the minute were over. */
  const forget = ({ sdk }: World, { id }: Registered) =>
    sdk.dynamodb.send(
      new DeleteItemCommand({ TableName: TABLE, Key: { pk: { S: `INT#${id}` }, sk: { S: "HEALTH" } } }),
    );
  type Act = (at: World, app: Registered) => Promise<unknown>;

  const rotate: Act = async ({ api }, { id }) => {
    const { json } = await api(`/v1/integrations/${id}/rotations`, { method: "POST", body: { reason: "compromised" } });
    expect(json).toMatchObject({ state: "completed" });
  };
  const elsewhere = { callbackUrls: ["https://elsewhere.example.com/cb"] };

  it.each<[string, Act, string, Act]>([
    ["a secret that was replaced in Cognito", replaceSecret, "rotation as compromised", rotate],
    [
      "a secret that was replaced in Secrets Manager",
      ({ sdk }, { secretArn: SecretId }) =>
        sdk.secrets.send(new PutSecretValueCommand({ SecretId, SecretString: '{"clientSecret":"replaced"}' })),
      "rotation as compromised",
      rotate,
    ],
    [
      "a secret that was deleted",
      ({ sdk }, { secretArn }) => sdk.secrets.send(new DeleteSecretCommand({ SecretId: secretArn })),
      "restoring it",
      ({ sdk }, { secretArn }) => sdk.secrets.send(new RestoreSecretCommand({ SecretId: secretArn })),
    ],
    [
      "a callback that was changed",
      (at, app) => change(at, app, { CallbackURLs: elsewhere.callbackUrls }),
      "a patch that makes it known",
      ({ api }, { id }) =>
        api(`/v1/integrations/${id}?drift=overwrite`, {
          method: "PATCH",
          body: { settings: elsewhere },
          headers: { "if-match": "*" },
        }),
    ],
    [
      "a lifetime that was changed",
      (at, app) => change(at, app, { AccessTokenValidity: 5 }),
      "the recorded value",
      (at, app) => change(at, app, { AccessTokenValidity: 60 }),
    ],
  ])("of %s is one: %s", async (_what, damage, _way, remedy) => {
    const app = await registered(classic);
    await damage(classic, app);
    expect(Object.values(await findings(classic, app))).toContain("fail");
    await remedy(classic, app);
    await forget(classic, app);
    expect(await findings(classic, app)).toEqual({});
  });
});

describe("a look while something is being changed", () => {
  /** Holds one of the look's own steps back until the change is made. */
  async function during(
    app: Registered,
    step: Pick<FaultRule, "service" | "operation" | "when">,
    work: () => Promise<unknown>,
  ): Promise<Readonly<Record<string, string>>> {
    classic.stack.faults.add({ ...step, call: 1, fault: { kind: "delay", ms: 1_500 } });
    classic.stack.faults.forget();
    const looking = findings(classic, app);
    await vi.waitFor(() => expect(classic.stack.faults.calls.map(({ fault }) => fault?.kind)).toContain("delay"));
    await work();
    return looking;
  }

  it("takes an update for no damage", async () => {
    const app = await registered(classic);
    const claim = (input: Readonly<Record<string, unknown>>) => JSON.stringify(input).includes("claimedAt");
    const found = await during(app, { service: "dynamodb", operation: "TransactWriteItems", when: claim }, async () => {
      const body = { name: `Renamed ${++count}`, settings: { callbackUrls: ["https://new.example.com/cb"] } };
      const path = `/v1/integrations/${app.id}`;
      const { status } = await classic.api(path, { method: "PATCH", body, headers: { "if-match": "*" } });
      expect(status).toBe(200);
    });
    expect(found).toMatchObject({ callbacks: "unknown", drift: "unknown" });
    expect(Object.values(found)).not.toContain("fail");
  });

  it("takes the end of an old secret for no damage", async () => {
    const app = await registered(classic);
    const read = { service: "secretsmanager", operation: "GetSecretValue" } as const;
    const found = await during(app, read, async () => {
      const body = { reason: "compromised" };
      const { json } = await classic.api(`/v1/integrations/${app.id}/rotations`, { method: "POST", body });
      expect(json.state).toBe("completed");
    });
    expect(found).toEqual({ secret: "unknown" });
  });
});

describe("what cannot be told", () => {
  it.each([
    [
      "cognito-idp",
      "DescribeUserPoolClient",
      ["client", "callbacks", "flows", "scopes", "identity-providers", "drift"],
    ],
    ["cognito-idp", "DescribeUserPool", ["domain"]],
    ["secretsmanager", "GetSecretValue", ["secret"]],
    ["login", "token", ["domain", "secret"]],
  ] as const)("because %s does not answer %s is unknown, and not a fault", async (service, operation, names) => {
    const app = await registered(classic);
    classic.stack.faults.add({ service, operation, fault: { kind: "throttle" } });
    expect(await findings(classic, app)).toEqual(Object.fromEntries(names.map((name) => [name, "unknown"])));
  });
});

describe("twenty requests at once", () => {
  const upstream = (calls: TestStack["faults"]["calls"]) =>
    calls.filter(({ service }) => service !== "dynamodb").map(({ service, operation }) => `${service} ${operation}`);

  it("look at AWS once, and answer the one report or that it is being made", async () => {
    const app = await registered(classic);
    classic.stack.faults.forget();
    const answers = await Promise.all(Array.from({ length: 20 }, () => health(classic, app)));
    const once = upstream(classic.stack.faults.calls);
    expect(once.toSorted()).toEqual([
      "cognito-idp DescribeUserPool",
      "cognito-idp DescribeUserPoolClient",
      "cognito-idp DescribeUserPoolDomain",
      "login token",
      "secretsmanager GetSecretValue",
    ]);
    const reports = answers.filter(({ status }) => status === 200);
    expect(reports.length).toBeGreaterThan(0);
    expect(new Set(reports.map(({ text }) => text)).size).toBe(1);
    for (const { status, headers } of answers.filter((answer) => !reports.includes(answer))) {
      expect(status).toBe(409);
      expect(headers.get("retry-after")).toBe("2");
    }
    const again = await Promise.all(Array.from({ length: 20 }, () => health(classic, app)));
    expect(new Set(again.map(({ text }) => text))).toEqual(new Set(reports.map(({ text }) => text)));
    expect(upstream(classic.stack.faults.calls)).toEqual(once);
  });
});
