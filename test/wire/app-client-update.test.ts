import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import {
  CreateIdentityProviderCommand,
  DescribeUserPoolClientCommand,
  UpdateUserPoolClientCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { cognitoAppClients } from "@latchkey/aws/cognito/app-clients";
import { cognitoClient } from "@latchkey/aws/cognito/client";
import { clientFields } from "@latchkey/aws/cognito/client-fields";
import { codeClient, type OAuthClient } from "@latchkey/core/oauth-client";
import type { DriftMode } from "@latchkey/core/operation";
import type { Pool } from "@latchkey/core/pool";
import type { AppClientSettings } from "@latchkey/core/ports/app-clients";
import { Secret } from "@latchkey/core/secret";
import { setUnknownClientField } from "@latchkey/local/cognito/unknown-client-fields";
import * as fc from "fast-check";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { createPool } from "../support/cognito-fixtures.ts";
import {
  appClientSettings,
  differing,
  effective,
  type LiveFields,
  liveClient,
  PROVIDER,
  untouched,
} from "../support/live-clients.ts";
import { type LocalAws, localAws } from "../support/local-aws.ts";

let aws: LocalAws;
let pool: Pool;
let clientId: string;
/** What happens while an update waits to begin again. */
let meanwhile: () => Promise<unknown>;

const clientsAt = (endpoint: string) =>
  cognitoAppClients(
    cognitoClient({
      region: "eu-west-1",
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
      endpoint,
      callMs: 3_000,
    }),
    { sleep: async () => void (await meanwhile()), random: () => 0 },
  );
const clients = () => clientsAt(aws.origin);

beforeAll(async () => {
  aws = await localAws();
  const id = await createPool(aws.cognito);
  const issuer = `${aws.origin}/${id}`;
  pool = { id, region: "eu-west-1", issuer, domain: aws.origin, login: "classic", identityProviders: ["COGNITO"] };
  await aws.cognito.send(
    new CreateIdentityProviderCommand({
      UserPoolId: id,
      ProviderName: PROVIDER,
      ProviderType: "OIDC",
      ProviderDetails: {
        client_id: "id",
        client_secret: "secret",
        authorize_scopes: "openid email",
        oidc_issuer: "https://idp.example",
        attributes_request_method: "GET",
      },
    }),
  );
});
beforeEach(async () => {
  meanwhile = async () => undefined;
  ({ clientId } = await clients().create({ ...wiki(), pool, secret: new Secret("a".repeat(32)) }, {}));
  aws.faults.forget();
});
afterEach(() => aws.faults.clear());
afterAll(() => aws.close());

const wiki = (changes: Partial<OAuthClient> = {}, name = "Wiki"): AppClientSettings => ({
  name,
  client: codeClient({
    callbackUrls: ["https://wiki.example.com/cb"],
    logoutUrls: ["https://wiki.example.com/bye"],
    ...changes,
  }),
  identityProviders: ["COGNITO"],
});

const change = (after: AppClientSettings, drift: DriftMode = "refuse", before = wiki()) => ({
  pool,
  clientId,
  before,
  after,
  drift,
});
const newScopes = () => change(wiki({ scopes: ["openid"] }));

/** The client as the plain SDK shows it. */
async function live(): Promise<LiveFields> {
  const { UserPoolClient } = await aws.cognito.send(
    new DescribeUserPoolClientCommand({ UserPoolId: pool.id, ClientId: clientId }),
  );
  const { LastModifiedDate: _modified, ...rest } = UserPoolClient!;
  return rest;
}

/** Somebody else's write of the whole client. */
const overwrite = (fields: LiveFields) =>
  aws.cognito.send(new UpdateUserPoolClientCommand({ ...fields, UserPoolId: pool.id, ClientId: clientId }));
/** Somebody else's change of some fields. */
const foreign = async (fields: LiveFields) => overwrite({ ...(await live()), ...fields });

const callsOf = (operation: string) => aws.faults.calls.filter((call) => call.operation === operation).length;
const fail = (operation: string, type: string, call?: number) =>
  aws.faults.add({
    service: "cognito-idp",
    operation,
    ...(call !== undefined && { call }),
    fault: { kind: "error", type },
  });

describe("an update of an app client", () => {
  it("changes what differs, and nothing else of a client that others have filled", async () => {
    await foreign({
      ReadAttributes: ["email", "email_verified"],
      WriteAttributes: ["email"],
      DefaultRedirectURI: "https://wiki.example.com/cb",
      AnalyticsConfiguration: { ApplicationId: "0123456789abcdef0123456789abcdef", UserDataShared: true },
      EnablePropagateAdditionalUserContextData: true,
      EnableTokenRevocation: false,
      PreventUserExistenceErrors: "LEGACY",
      AuthSessionValidity: 9,
      ExplicitAuthFlows: ["ALLOW_USER_SRP_AUTH"],
      RefreshTokenRotation: { Feature: "ENABLED", RetryGracePeriodSeconds: 30 },
      SupportedIdentityProviders: [PROVIDER],
      RefreshTokenValidity: 720,
      TokenValidityUnits: { AccessToken: "minutes", IdToken: "minutes", RefreshToken: "hours" },
    });
    const before = await live();
    expect(await clients().update(change(wiki({ logoutUrls: [], accessTokenMinutes: 5 }, "Chat")), {})).toEqual({
      kind: "updated",
    });
    expect(await live()).toEqual({ ...before, ClientName: "Chat", LogoutURLs: [], AccessTokenValidity: 5 });
  });

  it("writes nothing when the client is as wanted already", async () => {
    await foreign({ AllowedOAuthScopes: ["openid"] });
    aws.faults.forget();
    expect(await clients().update(newScopes(), {})).toEqual({ kind: "updated" });
    expect(callsOf("UpdateUserPoolClient")).toBe(0);
  });

  it("leaves a field alone that has a third value, until it is told to overwrite", async () => {
    await foreign({ AllowedOAuthScopes: ["openid", "phone"] });
    const before = await live();
    const drift = [
      { field: "AllowedOAuthScopes", recorded: ["openid", "email", "profile"], live: ["openid", "phone"] },
    ];
    expect(await clients().checkUpdate(newScopes(), {})).toEqual({ kind: "drifted", drift });
    expect(await clients().update(newScopes(), {})).toEqual({ kind: "drifted", drift });
    expect(await live()).toEqual(before);
    const forced = change(wiki({ scopes: ["openid"] }), "overwrite");
    expect(await clients().checkUpdate(forced, {})).toBeUndefined();
    expect(await live()).toEqual(before);
    expect(await clients().update(forced, {})).toEqual({ kind: "updated" });
    expect(await live()).toEqual({ ...before, AllowedOAuthScopes: ["openid"] });
  });

  it("takes away a default redirect that goes with its callback only when told to overwrite", async () => {
    await foreign({ DefaultRedirectURI: "https://wiki.example.com/cb" });
    const after = wiki({ callbackUrls: ["https://wiki.example.com/new"] });
    expect(await clients().update(change(after), {})).toEqual({
      kind: "drifted",
      drift: [{ field: "DefaultRedirectURI", recorded: null, live: "https://wiki.example.com/cb" }],
    });
    expect(await clients().update(change(after, "overwrite"), {})).toEqual({ kind: "updated" });
    expect(await live()).not.toHaveProperty("DefaultRedirectURI");
    expect(await live()).toMatchObject({ CallbackURLs: ["https://wiki.example.com/new"] });
  });

  it("says so when there is no such client", async () => {
    const nobody = { ...newScopes(), clientId: "nobody0000000000000000000" };
    expect(await clients().update(nobody, {})).toEqual({ kind: "absent" });
    expect(await clients().checkUpdate(nobody, {})).toEqual({ kind: "absent" });
    expect(await clients().inspect(pool, nobody.clientId, wiki(), {})).toBeUndefined();
    fail("UpdateUserPoolClient", "ResourceNotFoundException");
    expect(await clients().update(newScopes(), {})).toEqual({ kind: "absent" });
  });

  it("would rather change nothing than reset a field that the SDK does not know", async () => {
    setUnknownClientField(aws.context.state, { poolId: pool.id, clientId }, "PasskeyPolicy", { Required: true });
    setUnknownClientField(aws.context.state, { poolId: pool.id, clientId }, "Nothing", null);
    const refusal = { kind: "unknown-fields", fields: ["PasskeyPolicy"] };
    expect(await clients().checkUpdate(newScopes(), {})).toEqual(refusal);
    expect(await clients().update(change(wiki({ scopes: ["openid"] }), "overwrite"), {})).toEqual(refusal);
    expect(callsOf("UpdateUserPoolClient")).toBe(0);
    expect(await clients().inspect(pool, clientId, wiki(), {})).toEqual({
      drift: [],
      foreign: [],
      unknown: ["PasskeyPolicy"],
    });
    // Where nothing is written, nothing is reset.
    expect(await clients().update(change(wiki()), {})).toEqual({ kind: "updated" });
    expect(callsOf("UpdateUserPoolClient")).toBe(0);
  });
});

describe("two writers of an app client", () => {
  it("both have their way when the writes meet: the update begins again with what the other has written", async () => {
    fail("UpdateUserPoolClient", "ConcurrentModificationException", 1);
    meanwhile = () => foreign({ AuthSessionValidity: 12, LogoutURLs: ["https://other.example.com/"] });
    expect(await clients().update(newScopes(), {})).toEqual({ kind: "updated" });
    expect(await live()).toMatchObject({
      AllowedOAuthScopes: ["openid"],
      AuthSessionValidity: 12,
      LogoutURLs: ["https://other.example.com/"],
    });
  });

  it("are told apart when both want the same field, and the other was first", async () => {
    fail("UpdateUserPoolClient", "ConcurrentModificationException", 1);
    meanwhile = () => foreign({ AllowedOAuthScopes: ["openid", "phone"] });
    expect(await clients().update(newScopes(), {})).toMatchObject({ kind: "drifted" });
    expect(await live()).toMatchObject({ AllowedOAuthScopes: ["openid", "phone"] });
  });

  it("do not hide a newer field from each other", async () => {
    fail("UpdateUserPoolClient", "ConcurrentModificationException", 1);
    meanwhile = async () =>
      setUnknownClientField(aws.context.state, { poolId: pool.id, clientId }, "PasskeyPolicy", "STRICT");
    expect(await clients().update(newScopes(), {})).toMatchObject({ kind: "unknown-fields" });
  });

  it("end in a conflict when there is no end to it", async () => {
    fail("UpdateUserPoolClient", "ConcurrentModificationException");
    await expect(clients().update(newScopes(), {})).rejects.toMatchObject({
      failure: "conflict",
      operation: "cognito-idp:UpdateUserPoolClient",
    });
    expect(callsOf("DescribeUserPoolClient")).toBe(callsOf("UpdateUserPoolClient"));
  });
});

describe("an update that goes wrong", () => {
  it("is repeated when it was throttled, with a new look each time", async () => {
    aws.faults.add({
      service: "cognito-idp",
      operation: "UpdateUserPoolClient",
      call: 1,
      fault: { kind: "throttle" },
    });
    meanwhile = () => foreign({ AuthSessionValidity: 12 });
    expect(await clients().update(newScopes(), {})).toEqual({ kind: "updated" });
    expect(await live()).toMatchObject({ AllowedOAuthScopes: ["openid"], AuthSessionValidity: 12 });
  });

  it.each([
    ["reset-after", { kind: "reset-after" }],
    ["reset-before", { kind: "reset-before" }],
    ["internal error", { kind: "error", type: "InternalErrorException" }],
    ["late", { kind: "late", ms: 1 }],
  ] as const)("is not repeated when its outcome is unknown: %s", async (_name, fault) => {
    aws.faults.add({ service: "cognito-idp", operation: "UpdateUserPoolClient", fault });
    await expect(clients().update(newScopes(), {})).rejects.toMatchObject({
      failure: "unknown",
      operation: "cognito-idp:UpdateUserPoolClient",
    });
    expect(callsOf("UpdateUserPoolClient")).toBe(1);
  });

  it("can be repeated by the one who asked, once the lost one has landed", async () => {
    aws.faults.add({
      service: "cognito-idp",
      operation: "UpdateUserPoolClient",
      call: 1,
      fault: { kind: "reset-after" },
    });
    await expect(clients().update(newScopes(), {})).rejects.toMatchObject({ failure: "unknown" });
    expect(await clients().update(newScopes(), {})).toEqual({ kind: "updated" });
    expect(callsOf("UpdateUserPoolClient")).toBe(1);
    expect(await live()).toMatchObject({ AllowedOAuthScopes: ["openid"] });
  });

  it("looks again when a look was lost, but not for ever", async () => {
    const lost = {
      service: "cognito-idp",
      operation: "DescribeUserPoolClient",
      fault: { kind: "reset-before" },
    } as const;
    aws.faults.add({ ...lost, call: 1 });
    expect(await clients().update(newScopes(), {})).toEqual({ kind: "updated" });
    aws.faults.clear();
    aws.faults.forget();
    aws.faults.add({ ...lost, fault: { kind: "throttle" } });
    await expect(clients().update(newScopes(), {})).rejects.toMatchObject({
      failure: "throttled",
      operation: "cognito-idp:DescribeUserPoolClient",
    });
    expect(callsOf("DescribeUserPoolClient")).toBe(4);
    expect(callsOf("UpdateUserPoolClient")).toBe(0);
  });

  it("fails with Cognito's refusal", async () => {
    fail("UpdateUserPoolClient", "InvalidParameterException");
    await expect(clients().update(newScopes(), {})).rejects.toMatchObject({
      failure: "rejected",
      reason: "InvalidParameterException",
    });
  });
});

/** Stands between adapter and stand-in for one test, and changes the members of the answer to one operation. Its origin. */
async function answering(operation: string, edit: (member: Record<string, unknown>) => unknown): Promise<string> {
  const server = createServer((request, response) => void forward(request, response));
  const forward = async (request: IncomingMessage, response: ServerResponse) => {
    const target = String(request.headers["x-amz-target"]);
    const headers = { "content-type": "application/x-amz-json-1.1", "x-amz-target": target };
    const answer = await fetch(aws.origin, {
      method: "POST",
      headers: { ...headers, authorization: String(request.headers.authorization) },
      body: await buffer(request),
    });
    const body = (await answer.json()) as Record<string, Record<string, unknown>>;
    const edited = Object.entries(body).map(([name, member]) => [name, edit(member)]);
    const changed = target.endsWith(`.${operation}`) ? Object.fromEntries(edited) : body;
    response.writeHead(answer.status, headers).end(JSON.stringify(changed));
  };
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe("what Cognito answers", () => {
  it("is not taken for the wanted client when it is another one", async () => {
    const origin = await answering("UpdateUserPoolClient", (client) => ({
      ...client,
      AllowedOAuthScopes: ["openid", "phone"],
    }));
    await expect(clientsAt(origin).update(newScopes(), {})).rejects.toMatchObject({
      failure: "unknown",
      reason: "NotAsWritten",
    });
    expect(callsOf("UpdateUserPoolClient")).toBe(1);
  });

  it("is not taken for the wanted client when it is none", async () => {
    const origin = await answering("UpdateUserPoolClient", () => undefined);
    const lifetimes = change(wiki(), "refuse", wiki({ accessTokenMinutes: 5 }));
    await foreign({ AccessTokenValidity: 5 });
    await expect(clientsAt(origin).update(lifetimes, {})).rejects.toMatchObject({ reason: "NotAsWritten" });
  });

  it("is searched for unknown members inside structures, too", async () => {
    const origin = await answering("DescribeUserPoolClient", ({ TokenValidityUnits: units, ...client }) => ({
      ...client,
      TokenValidityUnits: { ...(units as object), SessionToken: "days" },
    }));
    expect(await clientsAt(origin).checkUpdate(newScopes(), {})).toEqual({
      kind: "unknown-fields",
      fields: ["TokenValidityUnits.SessionToken"],
    });
  });

  it("may be in another order, and leave out what is empty", async () => {
    const origin = await answering("UpdateUserPoolClient", ({ LogoutURLs: _none, ...client }) => ({
      ...client,
      AllowedOAuthScopes: ["profile", "openid"],
    }));
    const after = wiki({ scopes: ["openid", "profile"], logoutUrls: [] });
    expect(await clientsAt(origin).update(change(after), {})).toEqual({ kind: "updated" });
  });

  it("has to hold a client", async () => {
    const origin = await answering("DescribeUserPoolClient", () => undefined);
    await expect(clientsAt(origin).checkUpdate(newScopes(), {})).rejects.toMatchObject({
      failure: "unknown",
      operation: "cognito-idp:DescribeUserPoolClient",
      reason: "NoClient",
    });
  });
});

describe("the secrets of a client", () => {
  const secret = (ClientSecretId: string, ClientSecretCreateDate: number) => ({
    ClientSecretId,
    ClientSecretCreateDate,
  });

  it("are sorted by age, whatever order they are answered in, and by their ids within a second", async () => {
    const origin = await answering("ListUserPoolClientSecrets", () => [
      secret("a--1800000009", 1_800_000_009),
      secret("a--1700000001", 1_700_000_000),
      secret("a--1700000000", 1_700_000_000),
    ]);
    expect(await clientsAt(origin).listSecrets(pool, clientId, {})).toEqual([
      { secretId: "a--1700000000", createdAt: 1_700_000_000_000 },
      { secretId: "a--1700000001", createdAt: 1_700_000_000_000 },
      { secretId: "a--1800000009", createdAt: 1_800_000_009_000 },
    ]);
  });

  it("are not listed by halves", async () => {
    const origin = await answering("ListUserPoolClientSecrets", () => [{ ClientSecretId: "a--1700000000" }]);
    await expect(clientsAt(origin).listSecrets(pool, clientId, {})).rejects.toMatchObject({ failure: "unknown" });
  });

  it("are not known to be added without their id", async () => {
    const origin = await answering("AddUserPoolClientSecret", () => ({}));
    await expect(clientsAt(origin).addSecret(pool, clientId, new Secret("b".repeat(32)), {})).rejects.toMatchObject({
      failure: "unknown",
      operation: "cognito-idp:AddUserPoolClientSecret",
    });
  });
});

describe("any update of any client", () => {
  const cases = fc.record({ before: appClientSettings(), after: appClientSettings() }).chain(({ before, after }) => {
    const settings = { before: fc.constant(before), after: fc.constant(after) };
    return fc.record({ ...settings, filled: liveClient(clientFields(before)) });
  });

  it("leaves every untouched field as the SDK has shown it, and has every touched one as wanted", async () => {
    await fc.assert(
      fc.asyncProperty(cases, async ({ before, after, filled }) => {
        await overwrite(filled);
        const seen = await live();
        expect(await clients().update(change(after, "overwrite", before), {})).toEqual({ kind: "updated" });
        const result = await live();
        const wanted = clientFields(after);
        const touched = differing(clientFields(before), wanted);
        const { DefaultRedirectURI: redirect } = seen;
        const strayed = redirect !== undefined && !result.CallbackURLs?.includes(redirect);
        const exempt = strayed ? [...touched, "DefaultRedirectURI"] : touched;
        expect(untouched(result, exempt)).toEqual(untouched(seen, exempt));
        for (const field of touched) expect(effective(result)[field]).toEqual(effective(wanted)[field]);
        aws.faults.forget();
        expect(await clients().update(change(after, "refuse", before), {})).toEqual({ kind: "updated" });
        expect(callsOf("UpdateUserPoolClient")).toBe(0);
      }),
      { numRuns: 150 },
    );
  });

  it("changes nothing at all when it is refused", async () => {
    await fc.assert(
      fc.asyncProperty(cases, async ({ before, after, filled }) => {
        await overwrite(filled);
        const seen = await live();
        const check = await clients().checkUpdate(change(after, "refuse", before), {});
        const outcome = await clients().update(change(after, "refuse", before), {});
        expect(outcome).toEqual(check ?? { kind: "updated" });
        expect(check === undefined ? seen : await live()).toEqual(seen);
      }),
      { numRuns: 100 },
    );
  });
});
