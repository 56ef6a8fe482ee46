import { readdir } from "node:fs/promises";
import { routes } from "@latchkey/contract/routes";
import { beforeAll, describe, expect, it } from "vitest";
import { rights as table } from "../../infra/rights/rights.ts";
import { functions } from "../../tools/functions.ts";
import { recordCalls } from "./calls/record-calls.ts";
import type { Recording } from "./calls/recorder.ts";
import { everyCheck } from "./checks/all.ts";
import { type Check, inspect } from "./checks/inspection.ts";
import { rights } from "./checks/rights.ts";
import type { StackView } from "./checks/stack-view.ts";
import { root } from "./support/files.ts";
import { type Planting, planted } from "./support/project.ts";
import { stages } from "./support/stages.ts";
import { synthesise } from "./support/synthesise.ts";
import { tell } from "./support/tally.ts";

let recording: Recording;
let checks: Readonly<Record<string, Check>>;

beforeAll(async () => {
  recording = await recordCalls();
  checks = { ...everyCheck, "recorded calls": rights(recording.calls) };
});

const byName = (a: string, b: string): number => a.localeCompare(b);

const committed = (await readdir(`${root}infra/stages`)).map((file) => file.replace(/\.json$/, ""));

describe("each stage, as SST's own components make it", () => {
  it.each([...committed, ...Object.keys(stages)])(
    "%s is safe, complete and no wider than what is called",
    async (stage) => {
      const stack = await synthesise(stage);
      const findings = inspect(stack, checks);
      tell(stage, stack, findings);
      expect(findings.violations).toEqual([]);
      expect(findings.assertions).toBeGreaterThan(600);
    },
  );

  it("is held against calls of every function that is built", () => {
    expect([...recording.calls.keys()].toSorted(byName)).toEqual(Object.keys(functions).toSorted(byName));
  });

  it("is held against calls of every operation of the contract", () => {
    const operations = routes.map(({ operationId }) => operationId);
    expect([...recording.served].toSorted(byName)).toEqual(operations.toSorted(byName));
  });
});

describe("rights that nothing calls", () => {
  it("are listed with their reasons", () => {
    const idle = Object.entries(table).flatMap(([name, all]) =>
      all.flatMap(({ action, because }) => (because === undefined ? [] : [`${name}: ${action}, because ${because}`])),
    );
    console.log(`rights without a call: ${idle.length === 0 ? "none" : idle.join("; ")}`);
    for (const line of idle) expect(line).toMatch(/because \S+ \S+/);
    expect(Object.values(table).flat().length).toBeGreaterThan(idle.length);
  });
});

describe("names and addresses", () => {
  let existing: StackView;
  beforeAll(async () => {
    existing = await synthesise("existing");
  });

  it("leave a pool of somebody else's as it is", () => {
    const pool = existing.one("cognito/userPool:UserPool");
    expect(pool).toMatchObject({ read: true, id: stages.existing.userPool.existing.id });
    expect(existing.outputs).toMatchObject({
      userPoolId: "us-east-1_Legacy001",
      issuer: "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Legacy001",
      loginUrl: "https://login.example.com",
    });
  });

  it("follow the deployment's name, not the stage's, where a file gives one", () => {
    expect(existing.one("eventBus:EventBus").inputs.name).toBe("latchkey-acme");
  });
});

/** A mistake in the sources, the stage in which it shows, and what is said of it. */
const plantings: Readonly<Record<string, { readonly stage: string; readonly says: RegExp } & Planting>> = {
  "a wildcard action": {
    stage: "dev",
    file: "infra/rights/rights.ts",
    text: '"cognito-idp:CreateUserPoolClient"',
    by: '"cognito-idp:*"',
    says: /policies: WriteRights allows .*cognito-idp:\*.*: name each action/,
  },
  "a right on everything": {
    stage: "dev",
    file: "infra/rights/rights.ts",
    text: 'const clients = on("pool"',
    by: 'const clients = on("anything"',
    says: /policies: WriteRights allows .* on everything/,
  },
  "a missing permission": {
    stage: "dev",
    file: "infra/rights/rights.ts",
    text: '  "secretsmanager:PutSecretValue",\n',
    by: "",
    says: /recorded calls: write calls secretsmanager:PutSecretValue on secrets and has no right to/,
  },
  "a right that nothing calls": {
    stage: "dev",
    file: "infra/rights/rights.ts",
    text: '"dynamodb:BatchGetItem"',
    by: '"dynamodb:BatchGetItem", "dynamodb:Scan"',
    says: /recorded calls: reconcile has the right to dynamodb:Scan on table, which it never calls/,
  },
  "secrets of other deployments": {
    stage: "dev",
    file: "infra/stack.ts",
    text: ":secret:latchkey/${deployment}/*",
    by: ":secret:latchkey/*",
    says: /rights table: write has secretsmanager:GetSecretValue on arn:.*:secret:latchkey\/\*/,
  },
  "a route without a scope": {
    stage: "dev",
    file: "infra/gateway/api.ts",
    text: "scopes: [...scopes]",
    by: "scopes: []",
    says: /routes: GET \/v1\/\{proxy\+\} asks for no scope/,
  },
  "a trigger without its permission": {
    stage: "existing",
    file: "infra/access/pool-triggers.ts",
    text: "Object.entries(triggers))",
    by: "Object.entries(triggers).slice(1))",
    says: /triggers: the pool may not call pre-sign-up/,
  },
  "roles that the account can assume, as SST makes them": {
    stage: "dev",
    file: "infra/functions/lambda.ts",
    text: "args.assumeRolePolicy =",
    by: "const unused =",
    says: /policies: ReadRole can be assumed by .*:root/,
  },
  "the implicit flow": {
    stage: "dev",
    file: "infra/access/caller-client.ts",
    text: '"client_credentials"]',
    by: '"client_credentials", "implicit"]',
    says: /sign-in: CallerPortal has the implicit flow/,
  },
  "self-sign-up that nobody asked for": {
    stage: "production",
    file: "infra/access/user-pool.ts",
    text: "allowAdminCreateUserOnly: !pool.selfSignUp",
    by: "allowAdminCreateUserOnly: false",
    says: /user pool: self-sign-up is not as configured/,
  },
  "a production pool that goes with its stage": {
    stage: "production",
    file: "infra/access/user-pool.ts",
    text: "opts.retainOnDelete = retain",
    by: "opts.retainOnDelete = false",
    says: /user pool: the pool is deleted with the stage/,
  },
  "an access log of what callers send": {
    stage: "dev",
    file: "infra/gateway/access-log-format.ts",
    text: "$context.path",
    by: "$context.path?$context.queryString",
    says: /access log: the access log has \$context\.queryString/,
  },
};

describe("the checks turn red for", () => {
  it.each(Object.entries(plantings))("%s", async (_, { stage, says, ...planting }) => {
    const stack = await planted(planting, () => synthesise(stage));
    expect(inspect(stack, checks).violations).toContainEqual(expect.stringMatching(says));
  });
});
