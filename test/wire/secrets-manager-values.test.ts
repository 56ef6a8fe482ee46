import { randomUUID } from "node:crypto";
import {
  BatchGetSecretValueCommand,
  CreateSecretCommand,
  DescribeSecretCommand,
  GetRandomPasswordCommand,
  GetSecretValueCommand,
  ListSecretVersionIdsCommand,
  PutSecretValueCommand,
  UpdateSecretCommand,
  UpdateSecretVersionStageCommand,
} from "@aws-sdk/client-secrets-manager";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type SecretsManagerServer, startSecretsManager } from "./secrets-manager-server.ts";

let server: SecretsManagerServer;
beforeEach(async () => {
  server = await startSecretsManager();
});
afterEach(() => server.close());

const create = (Name: string, SecretString: string, ClientRequestToken: string = randomUUID()) =>
  server.client.send(new CreateSecretCommand({ Name, SecretString, ClientRequestToken }));
const put = (SecretId: string, SecretString: string, ClientRequestToken: string = randomUUID()) =>
  server.client.send(new PutSecretValueCommand({ SecretId, SecretString, ClientRequestToken }));
const get = (SecretId: string, wanted: { VersionId?: string; VersionStage?: string } = {}) =>
  server.client.send(new GetSecretValueCommand({ SecretId, ...wanted }));

const notFound = (message: string) => ({ name: "ResourceNotFoundException", message });
const stage = (input: { VersionStage: string; MoveToVersionId?: string; RemoveFromVersionId?: string }) =>
  server.client.send(new UpdateSecretVersionStageCommand({ SecretId: "app", ...input }));
const stages = async () =>
  (await server.client.send(new DescribeSecretCommand({ SecretId: "app" }))).VersionIdsToStages;
const password = async (input: ConstructorParameters<typeof GetRandomPasswordCommand>[0] = {}) =>
  (await server.client.send(new GetRandomPasswordCommand(input))).RandomPassword ?? "";

describe("a secret's value", () => {
  test("is found by name, by ARN and by ARN without its suffix", async () => {
    const { ARN = "" } = await create("app/db", "one");
    expect(ARN).toMatch(/^arn:aws:secretsmanager:eu-west-1:000000000000:secret:app\/db-[A-Za-z0-9]{6}$/);
    for (const id of ["app/db", ARN, ARN.slice(0, -7)]) expect((await get(id)).SecretString).toBe("one");
    const elsewhere = ARN.replace("eu-west-1", "us-east-1");
    for (const id of ["app", elsewhere, elsewhere.slice(0, -7)])
      await expect(get(id)).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  });

  test("is found although its name ends like an ARN's suffix", async () => {
    const { ARN = "" } = await create("app-abcdef", "one");
    expect((await get(ARN.slice(0, -7))).SecretString).toBe("one");
    await expect(get("arn:aws:secretsmanager:eu-west-1:000000000000:secret:app-ghijkl")).rejects.toMatchObject({
      name: "ResourceNotFoundException",
    });
  });

  test("carries version, labels and the time it was stored, in seconds", async () => {
    const token = randomUUID();
    await create("app", "one", token);
    const value = await get("app");
    expect(value).toMatchObject({ Name: "app", VersionId: token, VersionStages: ["AWSCURRENT"] });
    expect(value.CreatedDate).toEqual(new Date(server.clock.now()));
  });

  test("can be binary", async () => {
    const SecretBinary = new Uint8Array([0, 255, 7]);
    await server.client.send(new CreateSecretCommand({ Name: "binary", SecretBinary }));
    const value = await get("binary");
    expect(Buffer.from(value.SecretBinary ?? [])).toEqual(Buffer.from(SecretBinary));
    expect(value.SecretString).toBeUndefined();
  });

  test("is either a string or binary", async () => {
    const both = new CreateSecretCommand({ Name: "app", SecretString: "a", SecretBinary: new Uint8Array([1]) });
    await expect(server.client.send(both)).rejects.toMatchObject({ name: "InvalidParameterException" });
    await create("app", "one");
    await expect(server.client.send(new PutSecretValueCommand({ SecretId: "app" }))).rejects.toMatchObject({
      name: "InvalidRequestException",
      message: "You must provide either SecretString or SecretBinary.",
    });
  });

  test("is at most 65,536 bytes long, not characters", async () => {
    await create("fits", "\u00e9".repeat(32_768));
    await expect(create("long", "\u00e9".repeat(32_769))).rejects.toMatchObject({
      name: "ValidationException",
      message: expect.stringContaining("Value at 'secretString' failed to satisfy constraint"),
    });
  });

  test("needs a ClientRequestToken in a request that no SDK made", async () => {
    const response = await fetch(`http://localhost:${server.port}/`, {
      method: "POST",
      headers: { "x-amz-target": "secretsmanager.CreateSecret" },
      body: JSON.stringify({ Name: "app", SecretString: "one" }),
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      __type: "InvalidRequestException",
      message: "You must provide a ClientRequestToken value. We recommend a UUID-type value.",
    });
  });

  test("of a missing secret, version or label is not found", async () => {
    await expect(get("nothing")).rejects.toMatchObject(notFound("Secrets Manager can't find the specified secret."));
    await server.client.send(new CreateSecretCommand({ Name: "empty" }));
    await expect(get("empty")).rejects.toMatchObject(
      notFound("Secrets Manager can't find the specified secret value for staging label: AWSCURRENT"),
    );
    const VersionId = randomUUID();
    await expect(get("empty", { VersionId })).rejects.toMatchObject(
      notFound(`Secrets Manager can't find the specified secret value for VersionId: ${VersionId}`),
    );
  });

  test("is refused when label and version do not belong together", async () => {
    const VersionId = randomUUID();
    await create("app", "one", VersionId);
    expect((await get("app", { VersionId, VersionStage: "AWSCURRENT" })).SecretString).toBe("one");
    await expect(get("app", { VersionId, VersionStage: "AWSPENDING" })).rejects.toMatchObject({
      name: "InvalidRequestException",
      message: "You provided a VersionStage that is not associated to the provided VersionId.",
    });
  });

  test("notes the day of its last access", async () => {
    const { ARN } = await create("app", "one");
    const described = () => server.client.send(new DescribeSecretCommand({ SecretId: ARN }));
    expect((await described()).LastAccessedDate).toBeUndefined();
    server.clock.advance(5 * 3600_000);
    await get("app");
    expect((await described()).LastAccessedDate).toEqual(new Date(server.clock.now() - 5 * 3600_000));
  });
});

describe("a repeated request", () => {
  test("to create with the same token and value is answered like the first", async () => {
    const token = randomUUID();
    const first = await create("app", "one", token);
    expect(await create("app", "one", token)).toMatchObject({ ARN: first.ARN, VersionId: token });
  });

  test("to create with the same token and another value is refused", async () => {
    const token = randomUUID();
    const { ARN } = await create("app", "one", token);
    await expect(create("app", "two", token)).rejects.toMatchObject({
      name: "ResourceExistsException",
      message: `You can't use ClientRequestToken ${token} because that value is already in use for a version of secret ${ARN}.`,
    });
  });

  test("to create with another token is refused, because the name is taken", async () => {
    await create("app", "one");
    await expect(create("app", "one")).rejects.toMatchObject({
      name: "ResourceExistsException",
      message: "The operation failed because the secret app already exists.",
    });
  });

  test("to put changes nothing when it is the same, and is refused when it is not", async () => {
    await create("app", "one");
    const token = randomUUID();
    await put("app", "two", token);
    await put("app", "three");
    expect(await put("app", "two", token)).toMatchObject({ VersionId: token, VersionStages: ["AWSPREVIOUS"] });
    expect((await get("app")).SecretString).toBe("three");
    await expect(put("app", "four", token)).rejects.toMatchObject({ name: "ResourceExistsException" });
  });

  test("to update takes no token twice", async () => {
    const ClientRequestToken = randomUUID();
    await create("app", "one", ClientRequestToken);
    const again = new UpdateSecretCommand({ SecretId: "app", SecretString: "one", ClientRequestToken });
    await expect(server.client.send(again)).rejects.toMatchObject({ name: "ResourceExistsException" });
  });
});

describe("a new value", () => {
  test("becomes AWSCURRENT and makes the old one AWSPREVIOUS", async () => {
    await create("app", "one");
    await put("app", "two");
    await put("app", "three");
    expect((await get("app")).SecretString).toBe("three");
    expect((await get("app", { VersionStage: "AWSPREVIOUS" })).SecretString).toBe("two");
  });

  test("can be staged without becoming current", async () => {
    await create("app", "one");
    await server.client.send(
      new PutSecretValueCommand({ SecretId: "app", SecretString: "two", VersionStages: ["AWSPENDING"] }),
    );
    expect((await get("app")).SecretString).toBe("one");
    expect((await get("app", { VersionStage: "AWSPENDING" })).SecretString).toBe("two");
    await expect(get("app", { VersionStage: "AWSPREVIOUS" })).rejects.toMatchObject({
      name: "ResourceNotFoundException",
    });
  });

  test("is current when it is the first one, whatever its labels", async () => {
    await server.client.send(new CreateSecretCommand({ Name: "app" }));
    const VersionStages = ["AWSPENDING"];
    await server.client.send(new PutSecretValueCommand({ SecretId: "app", SecretString: "one", VersionStages }));
    expect((await get("app")).VersionStages).toEqual(["AWSPENDING", "AWSCURRENT"]);
  });

  test("through UpdateSecret comes with new metadata, and metadata alone makes no version", async () => {
    const first = randomUUID();
    await create("app", "one", first);
    const described = await server.client.send(new UpdateSecretCommand({ SecretId: "app", Description: "for people" }));
    expect(described.VersionId).toBeUndefined();
    const ClientRequestToken = randomUUID();
    const updated = await server.client.send(
      new UpdateSecretCommand({ SecretId: "app", SecretString: "two", KmsKeyId: "alias/own", ClientRequestToken }),
    );
    expect(updated.VersionId).toBe(ClientRequestToken);
    expect(await server.client.send(new DescribeSecretCommand({ SecretId: "app" }))).toMatchObject({
      Description: "for people",
      KmsKeyId: "alias/own",
      VersionIdsToStages: { [ClientRequestToken]: ["AWSCURRENT"], [first]: ["AWSPREVIOUS"] },
    });
  });

  test("pushes out unlabelled versions beyond a hundred once they are a day old", async () => {
    await create("app", "0");
    for (let n = 1; n <= 103; n += 1) await put("app", String(n));
    const versions = async () => {
      const all = new ListSecretVersionIdsCommand({ SecretId: "app", IncludeDeprecated: true, MaxResults: 100 });
      const page = await server.client.send(all);
      const { NextToken } = page;
      const rest = NextToken
        ? await server.client.send(new ListSecretVersionIdsCommand({ ...all.input, NextToken }))
        : undefined;
      return [...(page.Versions ?? []), ...(rest?.Versions ?? [])].length;
    };
    expect(await versions()).toBe(104);
    server.clock.advance(24 * 3600_000 + 1);
    await put("app", "last");
    expect(await versions()).toBe(100);
    expect((await get("app", { VersionStage: "AWSPREVIOUS" })).SecretString).toBe("103");
  });
});

describe("staging labels", () => {
  const [one, two] = [randomUUID(), randomUUID()];

  beforeEach(async () => {
    await create("app", "one", one);
    const VersionStages = ["AWSPENDING"];
    const ClientRequestToken = two;
    await server.client.send(
      new PutSecretValueCommand({ SecretId: "app", SecretString: "two", VersionStages, ClientRequestToken }),
    );
  });

  test("move, and AWSPREVIOUS follows AWSCURRENT; AWSPENDING stays", async () => {
    await stage({ VersionStage: "AWSCURRENT", MoveToVersionId: two, RemoveFromVersionId: one });
    expect(await stages()).toEqual({ [one]: ["AWSPREVIOUS"], [two]: ["AWSPENDING", "AWSCURRENT"] });
    await stage({ VersionStage: "AWSCURRENT", MoveToVersionId: one, RemoveFromVersionId: two });
    expect(await stages()).toEqual({ [one]: ["AWSCURRENT"], [two]: ["AWSPENDING", "AWSPREVIOUS"] });
  });

  test("move only from the version that is named", async () => {
    await expect(stage({ VersionStage: "AWSCURRENT", MoveToVersionId: two })).rejects.toMatchObject({
      name: "InvalidParameterException",
      message: `The parameter RemoveFromVersionId can't be empty. Staging label AWSCURRENT is currently attached to version ${one}, so you must explicitly reference that version in RemoveFromVersionId.`,
    });
    await expect(
      stage({ VersionStage: "AWSCURRENT", MoveToVersionId: two, RemoveFromVersionId: two }),
    ).rejects.toMatchObject({ name: "InvalidParameterException" });
    await stage({ VersionStage: "AWSCURRENT", MoveToVersionId: one });
    expect(await stages()).toEqual({ [one]: ["AWSCURRENT"], [two]: ["AWSPENDING"] });
  });

  test("can be taken off, except AWSCURRENT, and a version without labels is deprecated", async () => {
    await stage({ VersionStage: "AWSPENDING", RemoveFromVersionId: two });
    expect(await stages()).toEqual({ [one]: ["AWSCURRENT"] });
    expect((await get("app", { VersionId: two })).SecretString).toBe("two");
    await expect(stage({ VersionStage: "AWSCURRENT", RemoveFromVersionId: one })).rejects.toMatchObject({
      name: "InvalidParameterException",
      message: expect.stringContaining("It can't be completely removed"),
    });
    await expect(stage({ VersionStage: "AWSPENDING" })).rejects.toMatchObject({ name: "InvalidParameterException" });
  });

  test("move to existing versions only", async () => {
    await expect(stage({ VersionStage: "BLUE", MoveToVersionId: randomUUID() })).rejects.toMatchObject({
      name: "ResourceNotFoundException",
    });
  });

  test("are at most 20 per secret", async () => {
    for (let n = 1; n <= 18; n += 1) await stage({ VersionStage: `LABEL${n}`, MoveToVersionId: one });
    await expect(stage({ VersionStage: "LABEL19", MoveToVersionId: one })).rejects.toMatchObject({
      name: "LimitExceededException",
    });
  });
});

describe("BatchGetSecretValue", () => {
  test("answers each secret for itself", async () => {
    await create("one", "1");
    await create("two", "2");
    const batch = await server.client.send(new BatchGetSecretValueCommand({ SecretIdList: ["two", "none", "one"] }));
    expect(batch.SecretValues?.map((value) => value.SecretString)).toEqual(["2", "1"]);
    expect(batch.Errors).toEqual([
      {
        SecretId: "none",
        ErrorCode: "ResourceNotFoundException",
        Message: "Secrets Manager can't find the specified secret.",
      },
    ]);
  });

  test("pages through what filters match", async () => {
    for (const name of ["app/1", "app/2", "app/3", "other"]) await create(name, name);
    const Filters = [{ Key: "name" as const, Values: ["app/"] }];
    const first = await server.client.send(new BatchGetSecretValueCommand({ Filters, MaxResults: 2 }));
    expect(first.SecretValues).toHaveLength(2);
    const next = await server.client.send(new BatchGetSecretValueCommand({ Filters, NextToken: first.NextToken }));
    expect(next.NextToken).toBeUndefined();
    const names = [...(first.SecretValues ?? []), ...(next.SecretValues ?? [])].map((value) => value.Name ?? "");
    expect(names.sort()).toEqual(["app/1", "app/2", "app/3"]);
  });

  test("wants either ids or filters", async () => {
    const refused = { name: "InvalidParameterException" };
    await expect(server.client.send(new BatchGetSecretValueCommand({}))).rejects.toMatchObject(refused);
    await expect(
      server.client.send(new BatchGetSecretValueCommand({ SecretIdList: ["a"], MaxResults: 2 })),
    ).rejects.toMatchObject(refused);
    const ids = Array.from({ length: 21 }, (_, n) => `s${n}`);
    await expect(server.client.send(new BatchGetSecretValueCommand({ SecretIdList: ids }))).rejects.toMatchObject({
      name: "ValidationException",
    });
  });
});

describe("GetRandomPassword", () => {
  test("answers 32 characters with one of each kind", async () => {
    const first = await password();
    expect(first).toHaveLength(32);
    for (const kind of [/[a-z]/, /[A-Z]/, /[0-9]/, /[^A-Za-z0-9 ]/]) expect(first).toMatch(kind);
    expect(await password()).not.toBe(first);
  });

  test("leaves out what is excluded", async () => {
    expect(await password({ PasswordLength: 200, ExcludePunctuation: true, ExcludeCharacters: "abcABC012" })).toMatch(
      /^[d-zD-Z3-9]{200}$/,
    );
    expect(
      await password({
        PasswordLength: 4,
        ExcludePunctuation: true,
        ExcludeUppercase: true,
        ExcludeLowercase: true,
        IncludeSpace: true,
      }),
    ).toMatch(/^(?=.* )(?=.*[0-9])[0-9 ]{4}$/);
  });

  test("refuses what cannot be", async () => {
    const refused = { name: "InvalidParameterException" };
    await expect(password({ PasswordLength: 3 })).rejects.toMatchObject(refused);
    expect(await password({ PasswordLength: 3, RequireEachIncludedType: false })).toHaveLength(3);
    await expect(
      password({ ExcludeLowercase: true, ExcludeUppercase: true, ExcludeNumbers: true, ExcludePunctuation: true }),
    ).rejects.toMatchObject(refused);
  });
});
