import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CognitoIdentityProviderClient,
  CreateUserPoolClientCommand,
  type LambdaConfigType,
  SignUpCommand,
  UpdateUserPoolCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { parseArguments } from "@latchkey/local/cli/arguments";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type TestStack, testStack } from "../support/test-stack.ts";

const PASSWORD = "Correct-Horse-9";

/** Refuses, confirms, or takes its time at the first event only, by the name that somebody signs up with. */
const PRE_SIGN_UP = `
let asked = 0;
export async function handler(event) {
  asked += 1;
  const { email } = event.request.userAttributes;
  console.log(JSON.stringify({ source: event.triggerSource, email, asked, region: process.env.AWS_REGION }));
  if (email.startsWith("refused")) throw new Error("Not this one");
  if (email.startsWith("slow") && asked === 1) await new Promise((done) => setTimeout(done, 20_000).unref());
  event.response.autoConfirmUser = true;
  return event;
}`;

let folder: string;
let stack: TestStack;
let cognito: CognitoIdentityProviderClient;
let clientId: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "latchkey-functions-"));
  const bundle = join(folder, "pre-sign-up.mjs");
  await writeFile(bundle, PRE_SIGN_UP);
  stack = await testStack({ functions: { "my-pre-sign-up": { bundle }, "my-slow-one": { bundle } } });
  const { awsEndpoint: endpoint, region, userPoolId: UserPoolId } = stack.description;
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  cognito = new CognitoIdentityProviderClient({ endpoint, region, credentials, maxAttempts: 1 });
  const client = new CreateUserPoolClientCommand({ UserPoolId, ClientName: "app" });
  clientId = (await cognito.send(client)).UserPoolClient!.ClientId!;
});

beforeEach(() => {
  stack.logs.length = 0;
});

afterAll(async () => {
  cognito.destroy();
  await stack.close();
  await rm(folder, { recursive: true });
});

const arnOf = (name: string): string => `arn:aws:lambda:eu-west-1:000000000000:function:${name}`;

const setTriggers = (LambdaConfig: LambdaConfigType) =>
  cognito.send(new UpdateUserPoolCommand({ UserPoolId: stack.description.userPoolId, LambdaConfig }));

const signUp = (Username: string) =>
  cognito.send(new SignUpCommand({ ClientId: clientId, Username, Password: PASSWORD }));

const printed = () => stack.logs.map((line) => JSON.parse(line) as Record<string, unknown>);

describe("a trigger that is a bundle beside the service's own", () => {
  it("runs in a thread with the environment of the others, found by its name", async () => {
    await setTriggers({ PreSignUp: arnOf("my-pre-sign-up") });
    expect(await signUp("ada@example.com")).toMatchObject({ UserConfirmed: true });
    expect(printed()).toEqual([
      { source: "PreSignUp_SignUp", email: "ada@example.com", asked: 1, region: "eu-west-1" },
    ]);
    await expect(signUp("refused@example.com")).rejects.toMatchObject({
      name: "UserLambdaValidationException",
      message: "PreSignUp failed with error Not this one.",
    });
  });

  it("that does not answer in five seconds is asked again, and the second answer counts", async () => {
    await setTriggers({ PreSignUp: arnOf("my-slow-one") });
    expect(await signUp("slow@example.com")).toMatchObject({ UserConfirmed: true });
    expect(printed().map(({ asked }) => asked)).toEqual([1, 2]);
  });

  it("is one that has to be there", async () => {
    await setTriggers({ PreSignUp: arnOf("nobody") });
    await expect(signUp("grace@example.com")).rejects.toMatchObject({ name: "UnexpectedLambdaException" });
  });
});

describe("the option --function", () => {
  it("names functions and their files", () => {
    expect(parseArguments([]).functions).toEqual({});
    expect(parseArguments(["--function", "a=/tmp/a=b.mjs", "--function", "b_2=/tmp/b.mjs"]).functions).toEqual({
      a: { bundle: "/tmp/a=b.mjs" },
      b_2: { bundle: "/tmp/b.mjs" },
    });
    for (const wrong of ["a", "=a.mjs", "a=", "a b=c.mjs"])
      expect(() => parseArguments(["--function", wrong])).toThrow("--function has to be a name and a file");
    expect(() => parseArguments(["--function", "a=x.mjs", "--function", "a=y.mjs"])).toThrow(
      "--function names a more than once.",
    );
  });
});
