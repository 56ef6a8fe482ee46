import {
  AdminDisableUserCommand,
  AdminGetUserCommand,
  AdminUpdateUserAttributesCommand,
  ConfirmForgotPasswordCommand,
  ConfirmSignUpCommand,
  ForgotPasswordCommand,
  InitiateAuthCommand,
  SignUpCommand,
  type SignUpCommandInput,
} from "@aws-sdk/client-cognito-identity-provider";
import { resendConfirmationCode } from "@latchkey/local/cognito/users";
import { manualClock } from "@latchkey/local/kernel/clock";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createClient, createEmailPool, createPool, createUser, PASSWORD } from "../support/cognito-fixtures.ts";
import { type LocalAws, localAws } from "../support/local-aws.ts";

let aws: LocalAws;
let UserPoolId: string;
let ClientId: string;
const clock = manualClock();
beforeAll(async () => {
  aws = await localAws({ clock });
  UserPoolId = await createEmailPool(aws.cognito);
  ({ ClientId } = await createClient(aws.cognito, UserPoolId, { ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH"] }));
});
afterAll(() => aws.close());

const signUp = (Username: string, settings: Partial<SignUpCommandInput> = {}) =>
  aws.cognito.send(new SignUpCommand({ ClientId, Username, Password: PASSWORD, ...settings }));

const confirm = (Username: string, ConfirmationCode: string, client = ClientId) =>
  aws.cognito.send(new ConfirmSignUpCommand({ ClientId: client, Username, ConfirmationCode }));

const forgot = (Username: string, client = ClientId) =>
  aws.cognito.send(new ForgotPasswordCommand({ ClientId: client, Username }));

const reset = (Username: string, ConfirmationCode: string, Password = PASSWORD, client = ClientId) =>
  aws.cognito.send(new ConfirmForgotPasswordCommand({ ClientId: client, Username, ConfirmationCode, Password }));

const signIn = (USERNAME: string, password = PASSWORD) =>
  aws.cognito.send(
    new InitiateAuthCommand({
      ClientId,
      AuthFlow: "USER_PASSWORD_AUTH",
      AuthParameters: { USERNAME, PASSWORD: password },
    }),
  );

const lastMail = (address: string) => [...aws.context.state.mail.values()].findLast(({ to }) => to === address)!;

const wrong = (code: string): string => (code === "000000" ? "000001" : "000000");

async function attributesOf(Username: string) {
  const { UserAttributes } = await aws.cognito.send(new AdminGetUserCommand({ UserPoolId, Username }));
  return Object.fromEntries(UserAttributes!.map(({ Name, Value }) => [Name, Value]));
}

test("people sign up with their address, prove it with the mailed code, and sign in", async () => {
  const signedUp = await signUp("ada@example.com");
  expect(signedUp).toMatchObject({
    UserConfirmed: false,
    CodeDeliveryDetails: { AttributeName: "email", DeliveryMedium: "EMAIL", Destination: "a***@e***" },
  });
  expect((await attributesOf("ada@example.com"))["email_verified"]).toBe("false");
  await expect(signIn("ada@example.com")).rejects.toMatchObject({
    name: "UserNotConfirmedException",
    message: "User is not confirmed.",
  });
  const mail = lastMail("ada@example.com");
  expect(mail).toMatchObject({
    subject: "Your verification code",
    body: `Your confirmation code is ${mail.code}`,
    code: expect.stringMatching(/^\d{6}$/),
  });
  await confirm("ada@example.com", mail.code!);
  expect(await attributesOf("ada@example.com")).toMatchObject({ email_verified: "true", sub: signedUp.UserSub });
  expect((await signIn("ada@example.com")).AuthenticationResult).toBeDefined();
});

test("a wrong code is told apart from one that has expired or was used", async () => {
  await signUp("codes@example.com");
  const { code } = lastMail("codes@example.com");
  await expect(confirm("codes@example.com", wrong(code!))).rejects.toMatchObject({ name: "CodeMismatchException" });
  clock.advance(24 * 3_600_000);
  await expect(confirm("codes@example.com", code!)).rejects.toMatchObject({ name: "ExpiredCodeException" });
  const pool = aws.context.state.pools.get(UserPoolId)!;
  const client = aws.context.state.clients.get(ClientId)!;
  resendConfirmationCode(aws.context, { pool, client, username: "codes@example.com" });
  await confirm("codes@example.com", lastMail("codes@example.com").code!);
  await expect(confirm("codes@example.com", code!)).rejects.toMatchObject({
    name: "NotAuthorizedException",
    message: "User cannot be confirmed. Current status is CONFIRMED",
  });
});

test("an address signs up once", async () => {
  await signUp("once@example.com");
  await expect(signUp("ONCE@example.com")).rejects.toMatchObject({
    name: "UsernameExistsException",
    message: "An account with the given email already exists.",
  });
});

test("in a plain pool a name signs up once", async () => {
  const plain = await createPool(aws.cognito);
  const { ClientId: client } = await createClient(aws.cognito, plain);
  await signUp("ada", { ClientId: client });
  await expect(signUp("Ada", { ClientId: client })).rejects.toMatchObject({ message: "User already exists" });
});

test.each<[string, Partial<SignUpCommandInput>, string, string | RegExp]>([
  ["a weak password", { Password: "weak" }, "InvalidPasswordException", /Password not long enough/],
  ["no password", { Password: undefined }, "InvalidPasswordException", /Password not long enough/],
  ["no address", { Username: "ada" }, "InvalidParameterException", "Username should be an email."],
  [
    "another address as attribute",
    { UserAttributes: [{ Name: "email", Value: "other@example.com" }] },
    "InvalidParameterException",
    /must be the user name/,
  ],
  [
    "a self-made verification",
    { UserAttributes: [{ Name: "email_verified", Value: "true" }] },
    "NotAuthorizedException",
    "A client attempted to write unauthorized attribute",
  ],
])("a sign-up with %s is refused", async (_, settings, name, message) => {
  const refused = signUp("refused@example.com", settings);
  await expect(refused).rejects.toMatchObject({ name });
  await expect(refused).rejects.toThrow(message);
});

test("a client writes only the attributes that it may", async () => {
  const { ClientId: narrow } = await createClient(aws.cognito, UserPoolId, { WriteAttributes: ["email"] });
  const UserAttributes = [{ Name: "name", Value: "Ada" }];
  await expect(signUp("narrow@example.com", { ClientId: narrow, UserAttributes })).rejects.toMatchObject({
    name: "NotAuthorizedException",
  });
  await signUp("narrow@example.com", { UserAttributes });
});

test("a required attribute must be given", async () => {
  const strict = await createEmailPool(aws.cognito, {
    Schema: [{ Name: "given_name", AttributeDataType: "String", Required: true }],
  });
  const { ClientId: client } = await createClient(aws.cognito, strict);
  await expect(signUp("strict@example.com", { ClientId: client })).rejects.toThrow(
    "Attributes did not conform to the schema: given_name: The attribute is required",
  );
});

test("a pool of administrators' users takes no sign-ups", async () => {
  const closed = await createEmailPool(aws.cognito, { AdminCreateUserConfig: { AllowAdminCreateUserOnly: true } });
  const { ClientId: client } = await createClient(aws.cognito, closed);
  await expect(signUp("ada@example.com", { ClientId: client })).rejects.toMatchObject({
    name: "NotAuthorizedException",
    message: "SignUp is not permitted for this user pool",
  });
});

test("the pool's own words reach the mailbox", async () => {
  const worded = await createEmailPool(aws.cognito, {
    EmailVerificationSubject: "Welcome",
    EmailVerificationMessage: "Type {####}, please",
  });
  const { ClientId: client } = await createClient(aws.cognito, worded);
  await signUp("worded@example.com", { ClientId: client });
  const { code, ...mail } = lastMail("worded@example.com");
  expect(mail).toMatchObject({ subject: "Welcome", body: `Type ${code}, please` });
});

test("with an alias pool, a taken address is discovered only by whoever can read its mail", async () => {
  const alias = await createPool(aws.cognito, { AliasAttributes: ["email"], AutoVerifiedAttributes: ["email"] });
  const { ClientId: client } = await createClient(aws.cognito, alias);
  const UserAttributes = [{ Name: "email", Value: "jie@example.com" }];
  await signUp("jie", { ClientId: client, UserAttributes });
  await confirm("jie", lastMail("jie@example.com").code!, client);
  await signUp("shirley", { ClientId: client, UserAttributes });
  await expect(confirm("shirley", lastMail("jie@example.com").code!, client)).rejects.toMatchObject({
    name: "AliasExistsException",
    message: "An account with the email already exists.",
  });
});

test("a forgotten password is replaced with the mailed code", async () => {
  await createUser(aws.cognito, UserPoolId, "forgot@example.com", { email_verified: "true" });
  const { CodeDeliveryDetails } = await forgot("forgot@example.com");
  expect(CodeDeliveryDetails).toMatchObject({ DeliveryMedium: "EMAIL", Destination: "f***@e***" });
  const { code, body } = lastMail("forgot@example.com");
  expect(body).toBe(`Your password reset code is ${code}`);
  await expect(reset("forgot@example.com", wrong(code!))).rejects.toMatchObject({ name: "CodeMismatchException" });
  await expect(reset("forgot@example.com", code!, "weak")).rejects.toMatchObject({ name: "InvalidPasswordException" });
  await reset("forgot@example.com", code!, "Another-Horse-8");
  await expect(signIn("forgot@example.com")).rejects.toMatchObject({ name: "NotAuthorizedException" });
  await signIn("forgot@example.com", "Another-Horse-8");
  await expect(reset("forgot@example.com", code!)).rejects.toMatchObject({ name: "ExpiredCodeException" });
});

test("a reset code lasts an hour", async () => {
  await createUser(aws.cognito, UserPoolId, "late@example.com", { email_verified: "true" });
  await forgot("late@example.com");
  clock.advance(3_600_000);
  const { code } = lastMail("late@example.com");
  await expect(reset("late@example.com", code!)).rejects.toMatchObject({ name: "ExpiredCodeException" });
});

test("a password can be reset only through a verified address and by an enabled user", async () => {
  await createUser(aws.cognito, UserPoolId, "unverified@example.com");
  await expect(forgot("unverified@example.com")).rejects.toThrow(
    "Cannot reset password for the user as there is no registered/verified email or phone_number",
  );
  const Username = "unverified@example.com";
  const UserAttributes = [{ Name: "email_verified", Value: "true" }];
  await aws.cognito.send(new AdminUpdateUserAttributesCommand({ UserPoolId, Username, UserAttributes }));
  await forgot(Username);
  await aws.cognito.send(new AdminDisableUserCommand({ UserPoolId, Username }));
  await expect(forgot(Username)).rejects.toMatchObject({ message: "User is disabled." });
});

test("a pool whose administrators recover accounts sends nobody a code", async () => {
  const RecoveryMechanisms = [{ Name: "admin_only", Priority: 1 }] as const;
  const closed = await createEmailPool(aws.cognito, {
    AccountRecoverySetting: { RecoveryMechanisms: [...RecoveryMechanisms] },
  });
  const { ClientId: client } = await createClient(aws.cognito, closed);
  await createUser(aws.cognito, closed, "ada@example.com", { email_verified: "true" });
  await expect(forgot("ada@example.com", client)).rejects.toMatchObject({ name: "NotAuthorizedException" });
});

test("a client that prevents it does not reveal who exists", async () => {
  const { ClientId: silent } = await createClient(aws.cognito, UserPoolId, { PreventUserExistenceErrors: "ENABLED" });
  const nobody = "nobody@example.com";
  const { CodeDeliveryDetails } = await forgot(nobody, silent);
  expect(CodeDeliveryDetails).toMatchObject({ DeliveryMedium: "EMAIL", Destination: "n***@e***" });
  expect(lastMail(nobody)).toBeUndefined();
  await expect(reset(nobody, "123456", PASSWORD, silent)).rejects.toMatchObject({ name: "CodeMismatchException" });
  await expect(confirm(nobody, "123456", silent)).rejects.toMatchObject({ name: "ExpiredCodeException" });
});

test("a client that does not prevent it says that a user does not exist", async () => {
  const unknown = { name: "UserNotFoundException", message: "Username/client id combination not found." };
  await expect(forgot("nobody@example.com")).rejects.toMatchObject(unknown);
  await expect(reset("nobody@example.com", "123456")).rejects.toMatchObject(unknown);
  await expect(confirm("nobody@example.com", "123456")).rejects.toMatchObject(unknown);
});
