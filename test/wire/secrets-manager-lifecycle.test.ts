import { randomUUID } from "node:crypto";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  type ListSecretsCommandInput,
  ListSecretVersionIdsCommand,
  PutSecretValueCommand,
  RestoreSecretCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateSecretCommand,
  UpdateSecretVersionStageCommand,
} from "@aws-sdk/client-secrets-manager";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type SecretsManagerServer, startSecretsManager } from "./secrets-manager-server.ts";

const DAY_MS = 24 * 3600_000;

let server: SecretsManagerServer;
beforeEach(async () => {
  server = await startSecretsManager();
});
afterEach(() => server.close());

const create = (Name: string, SecretString = "value") =>
  server.client.send(new CreateSecretCommand({ Name, SecretString }));
const remove = (
  SecretId: string,
  input: { RecoveryWindowInDays?: number; ForceDeleteWithoutRecovery?: boolean } = {},
) => server.client.send(new DeleteSecretCommand({ SecretId, ...input }));
const get = (SecretId: string) => server.client.send(new GetSecretValueCommand({ SecretId }));
const list = (input: ListSecretsCommandInput = {}) => server.client.send(new ListSecretsCommand(input));
const names = async (input: ListSecretsCommandInput = {}) =>
  (await list(input)).SecretList?.map((secret) => secret.Name);

const force = { ForceDeleteWithoutRecovery: true };

describe("a secret that is created", () => {
  test("takes the characters of AWS's names only", async () => {
    await create("team/app_1+a=b.c@d-e!");
    for (const name of ["a b", "a:b", "\u00e9"]) {
      await expect(create(name)).rejects.toMatchObject({
        name: "ValidationException",
        message: expect.stringContaining("Invalid name. Must be a valid name containing alphanumeric characters"),
      });
    }
  });

  test("is refused replicas, which do not exist here", async () => {
    const input = { Name: "app", AddReplicaRegions: [{ Region: "us-east-1" }] };
    await expect(server.client.send(new CreateSecretCommand(input))).rejects.toMatchObject({
      name: "InvalidParameterException",
      message: expect.stringContaining("AddReplicaRegions"),
    });
  });

  test("shows description, key, tags and times", async () => {
    const Tags = [{ Key: "owner", Value: "team" }];
    await server.client.send(
      new CreateSecretCommand({ Name: "app", SecretString: "s", Description: "d", KmsKeyId: "alias/k", Tags }),
    );
    const created = new Date(server.clock.now());
    server.clock.advance(60_000);
    await server.client.send(new UpdateSecretCommand({ SecretId: "app", KmsKeyId: "" }));
    const described = await server.client.send(new DescribeSecretCommand({ SecretId: "app" }));
    expect(described).toMatchObject({ Description: "d", Tags, CreatedDate: created });
    expect(described.LastChangedDate).toEqual(new Date(server.clock.now()));
    expect(described.KmsKeyId).toBeUndefined();
  });
});

describe("a secret that is deleted", () => {
  test("with a recovery window refuses everything but to be described and restored", async () => {
    const { VersionId = "" } = await create("app");
    const { DeletionDate } = await remove("app", { RecoveryWindowInDays: 7 });
    expect(DeletionDate).toEqual(new Date(server.clock.now() + 7 * DAY_MS));
    const SecretId = "app";
    for (const command of [
      () => server.client.send(new GetSecretValueCommand({ SecretId })),
      () => server.client.send(new PutSecretValueCommand({ SecretId, SecretString: "x" })),
      () => server.client.send(new UpdateSecretCommand({ SecretId, Description: "x" })),
      () => server.client.send(new TagResourceCommand({ SecretId, Tags: [] })),
      () => server.client.send(new UntagResourceCommand({ SecretId, TagKeys: [] })),
      () =>
        server.client.send(
          new UpdateSecretVersionStageCommand({ SecretId, VersionStage: "BLUE", MoveToVersionId: VersionId }),
        ),
    ]) {
      await expect(command()).rejects.toMatchObject({
        name: "InvalidRequestException",
        message: "You can't perform this operation on the secret because it was marked for deletion.",
      });
    }
    await expect(create("app")).rejects.toMatchObject({
      name: "InvalidRequestException",
      message: "You can't create this secret because a secret with this name is already scheduled for deletion.",
    });
    const described = await server.client.send(new DescribeSecretCommand({ SecretId }));
    expect(described.DeletedDate).toEqual(DeletionDate);
  });

  test("comes back with its value when it is restored", async () => {
    const { ARN } = await create("app", "kept");
    await remove("app");
    expect(await server.client.send(new RestoreSecretCommand({ SecretId: "app" }))).toMatchObject({ ARN });
    expect((await get("app")).SecretString).toBe("kept");
    await server.client.send(new RestoreSecretCommand({ SecretId: "app" }));
  });

  test("is gone at the end of its window of 30 days, and its name is free for another ARN", async () => {
    const { ARN } = await create("app");
    await remove("app");
    server.clock.advance(30 * DAY_MS - 1);
    await expect(get("app")).rejects.toMatchObject({ name: "InvalidRequestException" });
    server.clock.advance(1);
    await expect(get("app")).rejects.toMatchObject({ name: "ResourceNotFoundException" });
    const again = await create("app");
    expect(again.ARN).not.toBe(ARN);
    await expect(get(ARN ?? "")).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  });

  test("without recovery blocks its name for a moment and cannot be restored", async () => {
    await create("app");
    await remove("app", force);
    await remove("app", force);
    await expect(create("app")).rejects.toMatchObject({ name: "InvalidRequestException" });
    await expect(server.client.send(new RestoreSecretCommand({ SecretId: "app" }))).rejects.toMatchObject({
      name: "ResourceNotFoundException",
    });
    server.clock.advance(1000);
    await create("app");
    expect((await get("app")).SecretString).toBe("value");
  });

  test("without recovery need not exist, otherwise it must", async () => {
    expect(await remove("nothing", force)).toMatchObject({ Name: "nothing" });
    await expect(remove("nothing")).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  });

  test("cannot be deleted twice; without recovery it has to be restored first", async () => {
    await create("app");
    await remove("app");
    const refused = {
      name: "InvalidRequestException",
      message: "You tried to perform the operation on a secret that's currently marked deleted.",
    };
    await expect(remove("app")).rejects.toMatchObject(refused);
    await expect(remove("app", force)).rejects.toMatchObject(refused);
    await server.client.send(new RestoreSecretCommand({ SecretId: "app" }));
    await remove("app", force);
  });

  test("has a window of 7 to 30 days, or none", async () => {
    await create("app");
    for (const RecoveryWindowInDays of [6, 31]) {
      await expect(remove("app", { RecoveryWindowInDays })).rejects.toMatchObject({
        name: "InvalidParameterException",
        message: "The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).",
      });
    }
    await expect(remove("app", { RecoveryWindowInDays: 7, ...force })).rejects.toMatchObject({
      name: "InvalidParameterException",
      message: "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.",
    });
  });
});

describe("tags", () => {
  test("are added, replaced and removed by key", async () => {
    await create("app");
    const SecretId = "app";
    const Tags = [
      { Key: "owner", Value: "a" },
      { Key: "stage", Value: "dev" },
    ];
    await server.client.send(new TagResourceCommand({ SecretId, Tags }));
    await server.client.send(new TagResourceCommand({ SecretId, Tags: [{ Key: "owner", Value: "b" }] }));
    await server.client.send(new UntagResourceCommand({ SecretId, TagKeys: ["stage", "never"] }));
    const described = await server.client.send(new DescribeSecretCommand({ SecretId }));
    expect(described.Tags).toEqual([{ Key: "owner", Value: "b" }]);
  });

  test("are at most 50, and none is AWS's own", async () => {
    await create("app");
    const many = Array.from({ length: 51 }, (_, n) => ({ Key: `k${n}`, Value: "" }));
    for (const Tags of [many, [{ Key: "aws:mine", Value: "" }], [{ Value: "v" }]]) {
      await expect(server.client.send(new TagResourceCommand({ SecretId: "app", Tags }))).rejects.toMatchObject({
        name: "InvalidParameterException",
        message: expect.stringContaining("Tags"),
      });
    }
    await server.client.send(new TagResourceCommand({ SecretId: "app", Tags: many.slice(1) }));
  });
});

describe("a list of secrets", () => {
  beforeEach(async () => {
    for (const [n, Name] of ["b/two", "a/one", "c/three"].entries()) {
      const Tags = [{ Key: `team${n}`, Value: `value${n}` }];
      const Description = `Number ${n} Secret`;
      await server.client.send(new CreateSecretCommand({ Name, SecretString: "s", Tags, Description }));
      server.clock.advance(1000);
    }
  });

  test("is ordered as asked, newest first otherwise", async () => {
    expect(await names()).toEqual(["c/three", "a/one", "b/two"]);
    expect(await names({ SortOrder: "asc" })).toEqual(["b/two", "a/one", "c/three"]);
    expect(await names({ SortBy: "name", SortOrder: "asc" })).toEqual(["a/one", "b/two", "c/three"]);
    await server.client.send(new UpdateSecretCommand({ SecretId: "b/two", Description: "changed" }));
    expect(await names({ SortBy: "last-changed-date" })).toEqual(["b/two", "c/three", "a/one"]);
    server.clock.advance(DAY_MS);
    await get("a/one");
    expect((await names({ SortBy: "last-accessed-date" }))?.[0]).toBe("a/one");
  });

  test("is narrowed by filters", async () => {
    const by = (
      Key: "name" | "description" | "tag-key" | "tag-value" | "all" | "primary-region",
      ...Values: string[]
    ) => names({ Filters: [{ Key, Values }], SortBy: "name", SortOrder: "asc" });
    expect(await by("name", "a/", "b/")).toEqual(["a/one", "b/two"]);
    expect(await by("name", "A/")).toEqual([]);
    expect(await by("name", "!a/")).toEqual(["b/two", "c/three"]);
    expect(await by("description", "number 2")).toEqual(["c/three"]);
    expect(await by("tag-key", "team1")).toEqual(["a/one"]);
    expect(await by("tag-value", "value")).toEqual(["a/one", "b/two", "c/three"]);
    expect(await by("all", "SECRET one")).toEqual(["a/one"]);
    expect(await by("primary-region", "us-")).toEqual([]);
    const both = [
      { Key: "name" as const, Values: ["a/", "b/"] },
      { Key: "tag-key" as const, Values: ["team0"] },
    ];
    expect(await names({ Filters: both })).toEqual(["b/two"]);
    await expect(list({ Filters: [{ Key: "name" }] })).rejects.toMatchObject({ name: "InvalidParameterException" });
  });

  test("comes in pages that lose nothing when a secret goes in between", async () => {
    const first = await list({ MaxResults: 1 });
    expect(first.SecretList?.[0]?.Name).toBe("c/three");
    await remove("c/three");
    const second = await list({ MaxResults: 1, NextToken: first.NextToken });
    expect(second.SecretList?.[0]?.Name).toBe("a/one");
    const third = await list({ MaxResults: 1, NextToken: second.NextToken });
    expect(third.SecretList?.[0]?.Name).toBe("b/two");
    expect(third.NextToken).toBeUndefined();
    await expect(list({ NextToken: "bm90IG91cnM" })).rejects.toMatchObject({ name: "InvalidNextTokenException" });
  });

  test("leaves out what is to be deleted, unless asked, and what is gone", async () => {
    await remove("a/one", { RecoveryWindowInDays: 7 });
    expect(await names()).toEqual(["c/three", "b/two"]);
    expect(await names({ IncludePlannedDeletion: true })).toHaveLength(3);
    server.clock.advance(7 * DAY_MS);
    expect(await names({ IncludePlannedDeletion: true })).toHaveLength(2);
  });

  test("of versions leaves out deprecated ones, unless asked", async () => {
    const SecretId = "a/one";
    for (const value of ["2", "3"]) {
      server.clock.advance(1);
      await server.client.send(new PutSecretValueCommand({ SecretId, SecretString: value }));
    }
    const labels = async (input: { IncludeDeprecated?: boolean; MaxResults?: number } = {}) => {
      const page = await server.client.send(new ListSecretVersionIdsCommand({ SecretId, ...input }));
      return page.Versions?.map((version) => version.VersionStages);
    };
    expect(await labels()).toEqual([["AWSPREVIOUS"], ["AWSCURRENT"]]);
    expect(await labels({ IncludeDeprecated: true })).toEqual([[], ["AWSPREVIOUS"], ["AWSCURRENT"]]);
    expect(await labels({ MaxResults: 1 })).toEqual([["AWSPREVIOUS"]]);
  });
});

test("what was answered is on disk, although the server was never closed", async () => {
  const dir = await mkdtemp(join(tmpdir(), "latchkey-secrets-"));
  try {
    const crashing = await startSecretsManager({ dir: join(dir, "data") });
    await crashing.client.send(new CreateSecretCommand({ Name: "kept", SecretString: "value" }));
    // What a killed process leaves behind.
    await cp(join(dir, "data"), join(dir, "copy"), { recursive: true });
    const after = await startSecretsManager({ dir: join(dir, "copy") });
    const found = await after.client.send(new GetSecretValueCommand({ SecretId: "kept" }));
    expect(found.SecretString).toBe("value");
    await after.close();
    await crashing.close();
  } finally {
    await rm(dir, { recursive: true });
  }
});

test("secrets outlive the server that stored them, deleted ones stay deleted", async () => {
  const dir = await mkdtemp(join(tmpdir(), "latchkey-secrets-"));
  try {
    const before = await startSecretsManager({ dir: join(dir, "data") });
    const token = randomUUID();
    await before.client.send(
      new CreateSecretCommand({ Name: "kept", SecretString: "value", ClientRequestToken: token }),
    );
    await before.client.send(new CreateSecretCommand({ Name: "gone", SecretString: "value" }));
    await before.client.send(new DeleteSecretCommand({ SecretId: "gone", ...force }));
    await before.close();
    const after = await startSecretsManager({ dir: join(dir, "data") });
    after.clock.advance(1000);
    const found = await after.client.send(new GetSecretValueCommand({ SecretId: "kept" }));
    expect(found).toMatchObject({ SecretString: "value", VersionId: token });
    await expect(after.client.send(new GetSecretValueCommand({ SecretId: "gone" }))).rejects.toMatchObject({
      name: "ResourceNotFoundException",
    });
    await after.close();
  } finally {
    await rm(dir, { recursive: true });
  }
});
