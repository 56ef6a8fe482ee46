import {
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  CreateIdentityProviderCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import type { IntegrationId } from "@latchkey/core/ids";
import { cognitoGroup } from "@latchkey/core/policies/group-name";
import { FunctionError } from "@latchkey/local/lambda/invoker";
import * as fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type ApiClient, accessToken, apiClient } from "../support/api-client.ts";
import { sdkClients } from "../support/test-aws.ts";
import { type TestStack, testStack } from "../support/test-stack.ts";

const INTEGRATIONS = 10;
const PEOPLE = 30;
const HOLDERS = 30;
const PROVIDERS = ["Corp", "Partners"];

let stack: TestStack;
let api: ApiClient;

beforeAll(async () => {
  stack = await testStack({ env: { LATCHKEY_IDENTITY_PROVIDERS: `COGNITO,${PROVIDERS.join(",")}` } });
  for (const name of PROVIDERS) await makeProvider(name);
  api = apiClient(stack.description.apiUrl, await accessToken(stack.description));
  for (let index = 0; index < HOLDERS; index += 1) await holder(index);
});
afterAll(() => stack.close());

/** An OpenID provider of the pool; nobody goes there. */
async function makeProvider(ProviderName: string): Promise<void> {
  const { awsEndpoint, userPoolId: UserPoolId } = stack.description;
  const ProviderDetails = {
    client_id: "pool",
    client_secret: "a-secret",
    authorize_scopes: "openid email",
    oidc_issuer: "https://login.example.com",
    attributes_request_method: "GET",
    authorize_url: "https://login.example.com/authorize",
    token_url: "https://login.example.com/token",
    attributes_url: "https://login.example.com/userinfo",
    jwks_uri: "https://login.example.com/jwks",
  };
  const command = { UserPoolId, ProviderName, ProviderType: "OIDC", ProviderDetails } as const;
  await sdkClients(awsEndpoint).cognito.send(new CreateIdentityProviderCommand(command));
}

const emailOf = (index: number): string => `holder-${index}@example.com`;

/** A user of the pool; two of three have verified their address. */
async function holder(index: number): Promise<void> {
  const { cognito } = sdkClients(stack.description.awsEndpoint);
  const { userPoolId: UserPoolId } = stack.description;
  const [Username, verified] = [emailOf(index), String(index % 3 !== 0)];
  const UserAttributes = [
    { Name: "email", Value: Username },
    { Name: "email_verified", Value: verified },
  ];
  await cognito.send(new AdminCreateUserCommand({ UserPoolId, Username, UserAttributes, MessageAction: "SUPPRESS" }));
  const password = { UserPoolId, Username, Password: "Pass-word1", Permanent: true };
  await cognito.send(new AdminSetUserPasswordCommand(password));
}

const oneOf = <T>(...values: readonly T[]) => fc.constantFrom(...values);
const groups = fc.uniqueArray(oneOf("editors", "owners", "pool:staff"), { maxLength: 2 });

const policies = fc
  .record({
    mode: oneOf("open", "domains", "domains", "closed"),
    deniedDomains: oneOf<readonly string[]>([], ["denied.example"]),
    groups,
    autoConfirm: fc.boolean(),
    autoVerifyEmail: fc.boolean(),
    link: oneOf("verified", "verified", "never"),
  })
  .chain((signUp) =>
    fc.record({
      signUp: fc.constant({
        ...signUp,
        ...(signUp.mode === "domains" && { allowedDomains: ["example.com", "*.example.org"] }),
      }),
      access: oneOf(undefined, { groups: ["editors"] }, { groups: ["pool:staff", "owners"] }),
    }),
  );

const person = fc.record({
  email: fc.oneof(
    fc.nat(HOLDERS - 1).map(emailOf),
    fc.nat(HOLDERS - 1).map((index) => emailOf(index).toUpperCase()),
    oneOf(
      "new@example.com",
      "new+tag@sub.example.org",
      "x@denied.example",
      "x@example.com.evil.test",
      "x@evil.test@example.com",
      "x@example.com.",
      "x@ex\u0430mple.com",
      'a"b@example.com',
      "x".repeat(2_000),
    ),
  ),
  emailVerified: oneOf(true, true, false),
  provider: fc.option(oneOf(...PROVIDERS), { nil: undefined }),
  groups,
});

interface Application {
  readonly id: IntegrationId;
  readonly clientId: string;
}

const event = ({ clientId }: Application, version: string, triggerSource: string, userName: string) => ({
  version,
  triggerSource,
  region: stack.description.region,
  userPoolId: stack.description.userPoolId,
  userName,
  callerContext: { awsSdkVersion: "aws-sdk-unknown-unknown", clientId },
});

// oxlint-disable-next-line typescript/no-explicit-any -- a test reads the members that it expects
type Answer = any;

/** What a trigger's bundle answers, or the sentence that it throws. */
async function told(name: string, input: object): Promise<Answer> {
  try {
    return await stack.invoke(name, input);
  } catch (error) {
    if (error instanceof FunctionError && error.errorType === "RefusedError") return { refused: error.message };
    throw error;
  }
}

type Person = typeof person extends fc.Arbitrary<infer P> ? P : never;

async function signUpOf(app: Application, { email, provider, emailVerified }: Person, subject: number) {
  const external = provider !== undefined;
  const source = external ? "PreSignUp_ExternalProvider" : "PreSignUp_SignUp";
  const answer = await told("pre-sign-up", {
    ...event(app, "1", source, external ? `${provider.toLowerCase()}_${subject}` : `user-${subject}`),
    request: {
      userAttributes: { email, ...(external && { email_verified: String(emailVerified) }) },
      validationData: null,
    },
    response: { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false },
  });
  if ("refused" in answer) return answer;
  const { autoConfirmUser: confirmed, autoVerifyEmail: verified } = answer.response;
  return { confirmed: external || confirmed, emailVerified: verified };
}

async function signInOf(app: Application, groupsToOverride: readonly string[]) {
  const answer = await told("pre-token-generation", {
    ...event(app, "2", "TokenGeneration_HostedAuth", "user"),
    request: { userAttributes: {}, groupConfiguration: { groupsToOverride, iamRolesToOverride: [] }, scopes: [] },
    response: { claimsAndScopeOverrideDetails: null },
  });
  if ("refused" in answer) return answer;
  const details = answer.response.claimsAndScopeOverrideDetails;
  const names: readonly string[] = details?.groupOverrideDetails?.groupsToOverride ?? groupsToOverride;
  return { groups: names.toSorted(), claims: details?.idTokenGeneration?.claimsToAddOrOverride ?? {} };
}

/** The name of the user to whom a provider's identity was joined last, as the log of the trigger has it. */
const linkedIn = (lines: readonly string[]): string | null => {
  const line = lines.findLast((text) => text.includes("external identity linked"));
  return line === undefined ? null : JSON.parse(line).username;
};

/** What the triggers do about somebody, in the words of the preview. */
async function happens(app: Application, who: Person, preview: Answer, subject: number) {
  const before = stack.logs.length;
  const signUp = await signUpOf(app, who, subject);
  const linkedTo = linkedIn(stack.logs.slice(before));
  // What comes of the sign-up is checked beside; signing in is decided by the groups that the preview names.
  const named: readonly string[] = preview.user.groups;
  const signIn = await signInOf(
    app,
    named.map((group) => cognitoGroup(app.id, group)),
  );
  return { signUp, linkedTo, signIn };
}

function previewed({ signUp, signIn }: Answer, { provider }: Person) {
  const { confirmed, emailVerified, linkedTo, message } = signUp;
  // The trigger leaves to the provider what it says of its own.
  const verified = provider === undefined && emailVerified;
  return {
    signUp: signUp.admitted ? { confirmed, emailVerified: verified } : { refused: message },
    linkedTo,
    signIn: signIn.admitted ? { groups: signIn.groups.toSorted(), claims: signIn.claims } : { refused: signIn.message },
  };
}

it(`says what the bundles of the triggers do, for ${INTEGRATIONS * PEOPLE} people over HTTP`, async () => {
  const seen = { linked: 0, refused: 0, welcome: 0 };
  let subject = 0;
  for (const [index, rules] of fc.sample(policies, { numRuns: INTEGRATIONS, seed: 7 }).entries()) {
    const settings = { baseUrl: "https://gitlab.example.com" };
    const body = { connector: "gitlab", name: `GitLab ${index}`, settings, ...JSON.parse(JSON.stringify(rules)) };
    const made = await api("/v1/integrations", { method: "POST", body });
    expect(made.status).toBe(201);
    const app: Application = { id: made.json.id, clientId: made.json.clientId };
    for (const who of fc.sample(person, { numRuns: PEOPLE, seed: index })) {
      const { status, json } = await api(`/v1/integrations/${app.id}/access-preview`, { method: "POST", body: who });
      expect(status).toBe(200);
      subject += 1;
      const outcome = await happens(app, who, json, subject);
      expect({ who, rules, ...previewed(json, who) }).toEqual({ who, rules, ...outcome });
      seen[outcome.linkedTo === null ? ("refused" in outcome.signUp ? "refused" : "welcome") : "linked"] += 1;
    }
  }
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(10);
}, 120_000);
