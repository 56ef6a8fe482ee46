import {
  AdminCreateUserCommand,
  AdminDisableUserCommand,
  AdminGetUserCommand,
  AdminResetUserPasswordCommand,
  ConfirmForgotPasswordCommand,
  ConfirmSignUpCommand,
  InitiateAuthCommand,
  ResendConfirmationCodeCommand,
  SignUpCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { secretHashOf } from "@latchkey/local/cognito/secret-hash";
import { manualClock } from "@latchkey/local/kernel/clock";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createClient, createEmailPool, createUser, PASSWORD } from "../support/cognito-fixtures.ts";
import { type LocalAws, localAws } from "../support/local-aws.ts";

const clock = manualClock();
let aws: LocalAws;
let UserPoolId: string;
let ClientId: string;

beforeAll(async () => {
  aws = await localAws({ clock });
  UserPoolId = await createEmailPool(aws.cognito);
  ({ ClientId } = await createClient(aws.cognito, UserPoolId, { ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH"] }));
});
afterAll(() => aws.close());

/** The code of the last mail to an address, and how many mails it got. */
function mailTo(address: string) {
  const mails = [...aws.context.state.mail.values()].filter(({ to }) => to === address);
  return { count: mails.length, code: mails.at(-1)?.code };
}

const resend = (Username: string, client = ClientId) =>
  aws.cognito.send(new ResendConfirmationCodeCommand({ ClientId: client, Username }));

const confirm = (Username: string, ConfirmationCode: string | undefined) =>
  aws.cognito.send(new ConfirmSignUpCommand({ ClientId, Username, ConfirmationCode }));

const signIn = (USERNAME: string, password = PASSWORD) =>
  aws.cognito.send(
    new InitiateAuthCommand({
      ClientId,
      AuthFlow: "USER_PASSWORD_AUTH",
      AuthParameters: { USERNAME, PASSWORD: password },
    }),
  );

const reset = (Username: string) => aws.cognito.send(new AdminResetUserPasswordCommand({ UserPoolId, Username }));

const statusOf = async (Username: string) =>
  (await aws.cognito.send(new AdminGetUserCommand({ UserPoolId, Username }))).UserStatus;

const people = (email: string) => createUser(aws.cognito, UserPoolId, email, { email, email_verified: "true" });

describe("ResendConfirmationCode", () => {
  test("mails another code, with which the user is confirmed", async () => {
    const email = "ada@example.com";
    await aws.cognito.send(new SignUpCommand({ ClientId, Username: email, Password: PASSWORD }));
    const { CodeDeliveryDetails } = await resend(email);
    expect(CodeDeliveryDetails).toEqual({
      AttributeName: "email",
      DeliveryMedium: "EMAIL",
      Destination: "a***@e***",
    });
    const { count, code } = mailTo(email);
    expect(count).toBe(2);
    await confirm(email, code);
    expect(await statusOf(email)).toBe("CONFIRMED");
  });

  test("refuses a user who is confirmed, and one whom the client may know to be unknown", async () => {
    await people("bob@example.com");
    await expect(resend("bob@example.com")).rejects.toMatchObject({ name: "InvalidParameterException" });
    await expect(resend("nobody@example.com")).rejects.toMatchObject({ name: "UserNotFoundException" });
    expect(mailTo("bob@example.com").count).toBe(0);
  });

  test("tells a client that may not know nothing of who exists", async () => {
    const hiding = await createClient(aws.cognito, UserPoolId, { PreventUserExistenceErrors: "ENABLED" });
    const { CodeDeliveryDetails } = await resend("nobody@example.com", hiding.ClientId);
    expect(CodeDeliveryDetails).toMatchObject({ DeliveryMedium: "EMAIL", Destination: "n***@e***" });
    expect(mailTo("nobody@example.com").count).toBe(0);
  });

  test("wants the hash of a client that has a secret", async () => {
    const confidential = await createClient(aws.cognito, UserPoolId, { GenerateSecret: true });
    const input = { ClientId: confidential.ClientId, Username: "carl@example.com" };
    const SecretHash = secretHashOf(confidential.ClientSecret!, input.Username, input.ClientId);
    await aws.cognito.send(new SignUpCommand({ ...input, Password: PASSWORD, SecretHash }));
    const refused = { name: "NotAuthorizedException" };
    await expect(aws.cognito.send(new ResendConfirmationCodeCommand(input))).rejects.toMatchObject(refused);
    await aws.cognito.send(new ResendConfirmationCodeCommand({ ...input, SecretHash }));
    expect(mailTo("carl@example.com").count).toBe(2);
  });
});

describe("AdminResetUserPassword", () => {
  test("stops sign-in until a new password is set with the mailed code", async () => {
    const email = "dora@example.com";
    await people(email);
    await signIn(email);
    await reset(email);
    expect(await statusOf(email)).toBe("RESET_REQUIRED");
    await expect(signIn(email)).rejects.toMatchObject({ name: "PasswordResetRequiredException" });
    await expect(signIn(email, "Wrong-Horse-7")).rejects.toMatchObject({ name: "NotAuthorizedException" });
    const { count, code } = mailTo(email);
    expect(count).toBe(1);
    const Password = "Another-Horse-7";
    const input = { ClientId, Username: email, ConfirmationCode: code, Password };
    await aws.cognito.send(new ConfirmForgotPasswordCommand(input));
    expect(await statusOf(email)).toBe("CONFIRMED");
    await signIn(email, Password);
  });

  test("changes nothing about a user who could not get a code", async () => {
    const unverified = "emil@example.com";
    await createUser(aws.cognito, UserPoolId, unverified, { email: unverified });
    await expect(reset(unverified)).rejects.toMatchObject({ name: "InvalidParameterException" });
    const invited = "fred@example.com";
    const UserAttributes = [
      { Name: "email", Value: invited },
      { Name: "email_verified", Value: "true" },
    ];
    const invitation = { UserPoolId, Username: invited, UserAttributes, MessageAction: "SUPPRESS" } as const;
    await aws.cognito.send(new AdminCreateUserCommand(invitation));
    await expect(reset(invited)).rejects.toMatchObject({ name: "NotAuthorizedException" });
    const disabled = "gerd@example.com";
    await people(disabled);
    await aws.cognito.send(new AdminDisableUserCommand({ UserPoolId, Username: disabled }));
    await expect(reset(disabled)).rejects.toMatchObject({ name: "NotAuthorizedException" });
    const statuses = await Promise.all([unverified, invited, disabled].map(statusOf));
    expect(statuses).toEqual(["CONFIRMED", "FORCE_CHANGE_PASSWORD", "CONFIRMED"]);
  });

  test("is refused for a user or a pool that does not exist, and where only administrators recover accounts", async () => {
    await expect(reset("nobody@example.com")).rejects.toMatchObject({ name: "UserNotFoundException" });
    const nowhere = new AdminResetUserPasswordCommand({ UserPoolId: "eu-west-1_Nowhere00", Username: "ada" });
    await expect(aws.cognito.send(nowhere)).rejects.toMatchObject({ name: "ResourceNotFoundException" });
    const closed = await createEmailPool(aws.cognito, {
      AccountRecoverySetting: { RecoveryMechanisms: [{ Name: "admin_only", Priority: 1 }] },
    });
    const email = "hilde@example.com";
    await createUser(aws.cognito, closed, email, { email, email_verified: "true" });
    const command = new AdminResetUserPasswordCommand({ UserPoolId: closed, Username: email });
    await expect(aws.cognito.send(command)).rejects.toMatchObject({ name: "NotAuthorizedException" });
  });
});
