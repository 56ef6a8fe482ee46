import { readCognitoEvent } from "@latchkey/triggers/cognito-event";
import { externalIdentity } from "@latchkey/triggers/external-identity";
import { confirmationOf } from "@latchkey/triggers/post-confirmation";
import { signUpRequest } from "@latchkey/triggers/pre-sign-up";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

/** The documented event of a sign-up. */
const EVENT = {
  version: "1",
  triggerSource: "PreSignUp_SignUp",
  region: "us-west-2",
  userPoolId: "us-west-2_EXAMPLE",
  userName: "mary_major2",
  callerContext: { awsSdkVersion: "aws-sdk-unknown-unknown", clientId: "1example23456789" },
  request: {
    userAttributes: { email: "mary_major@example.com", name: "Mary" },
    clientMetadata: { k: "v" },
    validationData: null,
  },
  response: { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false },
};

const HEAD = { userPoolId: "us-west-2_EXAMPLE", username: "mary_major2", clientId: "1example23456789" };
const PROVIDERS = ["COGNITO", "Partner", "OktaProd"];

const askedOf = (change: object) => signUpRequest(readCognitoEvent({ ...EVENT, ...change })!, PROVIDERS);
const confirmedOf = (change: object) =>
  confirmationOf(readCognitoEvent({ ...EVENT, triggerSource: "PostConfirmation_ConfirmSignUp", ...change })!);
const attributes = (userAttributes: unknown) => ({ request: { userAttributes } });
const administrator = { callerContext: { clientId: "CLIENT_ID_NOT_APPLICABLE" } };

describe("an event before a sign-up", () => {
  it.each([
    ["as documented", {}, { email: "mary_major@example.com" }],
    [
      "with validation data",
      { request: { ...EVENT.request, validationData: { a: "b" } } },
      { email: "mary_major@example.com" },
    ],
    ["without an e-mail address", attributes({ name: "Mary" }), {}],
    ["with an empty one", attributes({ email: "" }), {}],
    ["with one that is no text", attributes({ email: ["mary@example.com"] }), {}],
    ["without attributes", attributes(null), {}],
    ["without a request", { request: null }, {}],
    ["with attributes that are a list", attributes(["email", "a@b.c"]), {}],
    [
      "with members that nobody documented",
      { tenant: "x", request: { ...EVENT.request, more: 1 } },
      { email: "mary_major@example.com" },
    ],
    ["with 5,000 characters", attributes({ email: "m".repeat(5_000) }), { email: "m".repeat(5_000) }],
  ])("%s is read", (_what, change, read) => {
    expect(askedOf(change)).toEqual({ ...HEAD, ...read });
  });

  it("claims nothing verified for a person of the pool's own, whatever the attributes say", () => {
    expect(askedOf(attributes({ email: "a@b.c", email_verified: "true" }))).toEqual({ ...HEAD, email: "a@b.c" });
  });

  it.each([
    ["of a user whom an administrator makes", { triggerSource: "PreSignUp_AdminCreateUser", ...administrator }],
    ["of such a user with a client", { triggerSource: "PreSignUp_AdminCreateUser" }],
    ["without an application", administrator],
    ["without a caller", { callerContext: null }],
    ["of an unknown source", { triggerSource: "PreSignUp_Passkey" }],
    ["of another trigger", { triggerSource: "PostConfirmation_ConfirmSignUp" }],
    ["of an unknown version", { version: "2" }],
    ["without a user name", { userName: "" }],
  ])("%s asks no policy", (_what, change) => {
    expect(askedOf(change)).toBeUndefined();
  });

  it.each([
    ["true", true],
    [true, true],
    ["false", false],
    ["TRUE", false],
    ["True", false],
    [" true", false],
    ["1", false],
    [1, false],
    ["yes", false],
    ["", false],
    [null, false],
    [undefined, false],
    [["true"], false],
    [{}, false],
  ])("of a provider that says email_verified %j is vouched for: %j", (said, emailVerified) => {
    const change = { triggerSource: "PreSignUp_ExternalProvider", userName: "Partner_a_b" };
    expect(askedOf({ ...change, ...attributes({ email: "a@b.c", email_verified: said }) })).toEqual({
      ...HEAD,
      username: "Partner_a_b",
      email: "a@b.c",
      external: { emailVerified, identity: { provider: "Partner", subject: "a_b" } },
    });
  });

  it("of a provider under a user name of another form names no identity", () => {
    const change = { triggerSource: "PreSignUp_ExternalProvider", ...attributes({ email_verified: "true" }) };
    for (const userName of ["Partner", "_subject", "Partner_"])
      expect(askedOf({ ...change, userName })).toEqual({
        ...HEAD,
        username: userName,
        external: { emailVerified: true },
      });
  });
});

describe("an event after a confirmation", () => {
  it.each([
    ["as documented", {}, { ...HEAD, email: "mary_major@example.com" }],
    ["by an administrator", administrator, { ...HEAD, clientId: undefined, email: "mary_major@example.com" }],
    ["of nobody's address", attributes({}), HEAD],
  ])("%s is read", (_what, change, read) => {
    expect(confirmedOf(change)).toEqual(read);
  });

  it.each([
    ["of a new password", { triggerSource: "PostConfirmation_ConfirmForgotPassword" }],
    ["of an unknown source", { triggerSource: "PostConfirmation_Other" }],
    ["of an unknown version", { version: "9" }],
    ["without a user name", { userName: null }],
  ])("%s tells of no new user", (_what, change) => {
    expect(confirmedOf(change)).toBeUndefined();
  });
});

describe("a user name from a provider", () => {
  it.each([
    ["Partner_123", "Partner", "123"],
    ["Partner_a_b_c", "Partner", "a_b_c"],
    ["partner_123", "Partner", "123"],
    ["oktaprod_x", "OktaProd", "x"],
    ["google_123", "Google", "123"],
    ["signinwithapple_001.abc_def", "SignInWithApple", "001.abc_def"],
    ["LoginWithAmazon_amzn1.account.A", "LoginWithAmazon", "amzn1.account.A"],
    ["facebook_9", "Facebook", "9"],
    ["Unknown_9", "Unknown", "9"],
    ["Partner__9", "Partner", "_9"],
    ["Partner_ann@example.com", "Partner", "ann@example.com"],
  ])(
    "%s is split at the first underscore, and the provider is written as the pool writes it",
    (name, provider, subject) => {
      expect(externalIdentity(name, PROVIDERS)).toEqual({ provider, subject });
    },
  );
});

describe("anything at all", () => {
  it("is read or not, and never throws", () => {
    const change = fc.dictionary(fc.constantFrom(...Object.keys(EVENT)), fc.anything());
    fc.assert(
      fc.property(
        fc.oneof(
          fc.anything(),
          change.map((given) => ({ ...EVENT, ...given })),
        ),
        (event) => {
          const read = readCognitoEvent(event);
          expect(read === undefined || typeof read.source === "string").toBe(true);
          expect(read && [signUpRequest(read, PROVIDERS), confirmationOf(read)]).not.toBe(null);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it("that an object inherits is no member of it", () => {
    expect(readCognitoEvent(Object.create(EVENT))).toBeUndefined();
    const request = askedOf({ request: JSON.parse('{"userAttributes":{"__proto__":{"email":"a@b.c"}}}') });
    expect(request).toEqual(HEAD);
  });
});
