import {
  AdminConfirmSignUpCommand,
  AdminCreateUserCommand,
  type AdminCreateUserCommandInput,
  AdminDeleteUserCommand,
  AdminDisableUserCommand,
  AdminEnableUserCommand,
  AdminGetUserCommand,
  AdminSetUserPasswordCommand,
  AdminUpdateUserAttributesCommand,
  InitiateAuthCommand,
  ListUsersCommand,
  SignUpCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createClient, createEmailPool, createPool, createUser, PASSWORD } from "../support/cognito-fixtures.ts";
import { type LocalAws, localAws } from "../support/local-aws.ts";

let aws: LocalAws;
let UserPoolId: string;
beforeAll(async () => {
  aws = await localAws();
  UserPoolId = await createEmailPool(aws.cognito, {
    Schema: [
      { Name: "email", AttributeDataType: "String", Required: true },
      { Name: "badge", AttributeDataType: "String", Mutable: false },
      { Name: "team", AttributeDataType: "String", StringAttributeConstraints: { MinLength: "2", MaxLength: "5" } },
    ],
  });
});
afterAll(() => aws.close());

const create = async (Username: string, settings: Partial<AdminCreateUserCommandInput> = {}) =>
  (await aws.cognito.send(new AdminCreateUserCommand({ UserPoolId, Username, ...settings }))).User!;

const getUser = async (Username: string, pool = UserPoolId) => {
  const found = await aws.cognito.send(new AdminGetUserCommand({ UserPoolId: pool, Username }));
  return { ...found, attributes: Object.fromEntries(found.UserAttributes!.map(({ Name, Value }) => [Name, Value])) };
};

const update = (Username: string, attributes: Record<string, string>, pool = UserPoolId) =>
  aws.cognito.send(
    new AdminUpdateUserAttributesCommand({
      UserPoolId: pool,
      Username,
      UserAttributes: Object.entries(attributes).map(([Name, Value]) => ({ Name, Value })),
    }),
  );

const mailTo = (address: string) => [...aws.context.state.mail.values()].filter(({ to }) => to === address);

test("in an e-mail pool the user name is the sub and the address finds the user, ignoring case", async () => {
  const user = await create("Ada@Example.com");
  const found = await getUser("ada@example.COM");
  expect(found.Username).toBe(user.Username);
  expect(found.attributes).toEqual({ sub: user.Username, email: "Ada@Example.com" });
  expect(found).toMatchObject({ Enabled: true, UserStatus: "FORCE_CHANGE_PASSWORD" });
  expect((await getUser(user.Username!)).Username).toBe(user.Username);
});

test("an invitation carries the temporary password", async () => {
  await create("invited@example.com", { TemporaryPassword: PASSWORD });
  expect(mailTo("invited@example.com")).toMatchObject([
    {
      subject: "Your temporary password",
      body: `Your username is invited@example.com and temporary password is ${PASSWORD}.`,
      code: PASSWORD,
    },
  ]);
  await create("silent@example.com", { MessageAction: "SUPPRESS" });
  expect(mailTo("silent@example.com")).toEqual([]);
});

test("an invitation is sent again only while the password is temporary", async () => {
  await create("again@example.com");
  await create("again@example.com", { MessageAction: "RESEND" });
  expect(mailTo("again@example.com")).toHaveLength(2);
  await createUser(aws.cognito, UserPoolId, "settled@example.com");
  await expect(create("settled@example.com", { MessageAction: "RESEND" })).rejects.toMatchObject({
    name: "UnsupportedUserStateException",
  });
  await expect(create("nobody@example.com", { MessageAction: "RESEND" })).rejects.toMatchObject({
    name: "UserNotFoundException",
  });
});

test("one address belongs to one user", async () => {
  await create("taken@example.com");
  await expect(create("TAKEN@example.com")).rejects.toMatchObject({
    name: "UsernameExistsException",
    message: "An account with the given email already exists.",
  });
});

test("in a plain pool one name belongs to one user", async () => {
  const plain = await createPool(aws.cognito);
  await createUser(aws.cognito, plain, "ada");
  await expect(createUser(aws.cognito, plain, "ADA")).rejects.toMatchObject({
    name: "UsernameExistsException",
    message: "User account already exists",
  });
});

test("a case-sensitive pool tells names apart by case", async () => {
  const strict = await createPool(aws.cognito, { UsernameConfiguration: { CaseSensitive: true } });
  await createUser(aws.cognito, strict, "ada");
  await createUser(aws.cognito, strict, "ADA");
  expect((await getUser("ADA", strict)).Username).toBe("ADA");
  await expect(getUser("Ada", strict)).rejects.toMatchObject({ name: "UserNotFoundException" });
});

test.each<[string, Partial<AdminCreateUserCommandInput>, string | RegExp]>([
  ["a name that is no address", { Username: "ada" }, "Username should be an email."],
  [
    "an unknown attribute",
    { UserAttributes: [{ Name: "custom:none", Value: "x" }] },
    /custom:none: Attribute does not exist/,
  ],
  ["a chosen sub", { UserAttributes: [{ Name: "sub", Value: "x" }] }, /non-mutable attribute sub/],
  [
    "a broken telephone number",
    { UserAttributes: [{ Name: "phone_number", Value: "12" }] },
    "Invalid phone number format.",
  ],
  ["too long a custom value", { UserAttributes: [{ Name: "custom:team", Value: "sixsix" }] }, /String length/],
  ["an attribute given twice", { UserAttributes: [{ Name: "name" }, { Name: "name" }] }, /more than once/],
])("a user with %s is refused", async (_, settings, message) => {
  const refused = create("refused@example.com", settings);
  await expect(refused).rejects.toMatchObject({ name: "InvalidParameterException" });
  await expect(refused).rejects.toThrow(message);
});

test.each([
  ["Short-1", "Password not long enough"],
  ["correct-horse-7", "Password must have uppercase characters"],
  ["CORRECT-HORSE-7", "Password must have lowercase characters"],
  ["Correct-Horse-x", "Password must have numeric characters"],
  ["CorrectHorse7", "Password must have symbol characters"],
])("the password %s does not conform with the default policy", async (Password, reason) => {
  const Username = "policy@example.com";
  const refused = aws.cognito.send(new AdminCreateUserCommand({ UserPoolId, Username, TemporaryPassword: Password }));
  await expect(refused).rejects.toMatchObject({
    name: "InvalidPasswordException",
    message: `Password did not conform with policy: ${reason}`,
  });
});

test("a permanent password confirms the user, another one does not", async () => {
  await create("password@example.com");
  const own = { UserPoolId, Username: "password@example.com", Password: PASSWORD };
  await aws.cognito.send(new AdminSetUserPasswordCommand({ ...own, Permanent: true }));
  expect((await getUser("password@example.com")).UserStatus).toBe("CONFIRMED");
  await aws.cognito.send(new AdminSetUserPasswordCommand({ ...own, Permanent: false }));
  expect((await getUser("password@example.com")).UserStatus).toBe("FORCE_CHANGE_PASSWORD");
});

test("an update changes what it names, and an empty value deletes", async () => {
  await create("update@example.com", { UserAttributes: [{ Name: "nickname", Value: "Up" }] });
  await update("update@example.com", { "custom:team": "core", nickname: "" });
  const { attributes } = await getUser("update@example.com");
  expect(attributes).toMatchObject({ email: "update@example.com", "custom:team": "core" });
  expect(attributes).not.toHaveProperty("nickname");
});

test("a new address is unverified unless the same update verifies it", async () => {
  await create("first@example.com", { UserAttributes: [{ Name: "email_verified", Value: "true" }] });
  await update("first@example.com", { email: "second@example.com" });
  expect((await getUser("second@example.com")).attributes["email_verified"]).toBe("false");
  await update("second@example.com", { email: "third@example.com", email_verified: "true" });
  expect((await getUser("third@example.com")).attributes["email_verified"]).toBe("true");
});

test("an update takes nobody's address, no immutable attribute twice and no required one away", async () => {
  await create("one@example.com", { UserAttributes: [{ Name: "custom:badge", Value: "7" }] });
  await create("other@example.com");
  await expect(update("other@example.com", { email: "ONE@example.com" })).rejects.toMatchObject({
    name: "AliasExistsException",
  });
  await expect(update("one@example.com", { "custom:badge": "8" })).rejects.toThrow(/cannot be updated/);
  await expect(update("one@example.com", { email: "" })).rejects.toThrow(/email: The attribute is required/);
});

test("with an alias only the verified owner is found by it, and forcing takes it over", async () => {
  const pool = await createPool(aws.cognito, { AliasAttributes: ["email"] });
  const verified = [
    { Name: "email", Value: "shared@example.com" },
    { Name: "email_verified", Value: "true" },
  ];
  const make = (Username: string, ForceAliasCreation?: boolean) =>
    aws.cognito.send(
      new AdminCreateUserCommand({ UserPoolId: pool, Username, UserAttributes: verified, ForceAliasCreation }),
    );
  await make("ada");
  await expect(make("bob")).rejects.toMatchObject({
    name: "AliasExistsException",
    message: "An account with the email already exists.",
  });
  await make("bob", true);
  expect((await getUser("shared@example.com", pool)).Username).toBe("bob");
  expect((await getUser("ada", pool)).attributes["email_verified"]).toBe("false");
});

test("a user name cannot look like an alias of the pool", async () => {
  const pool = await createPool(aws.cognito, { AliasAttributes: ["email"] });
  await expect(createUser(aws.cognito, pool, "ada@example.com")).rejects.toThrow(/Username cannot be of email format/);
});

test("a disabled user cannot sign in until enabled, and a deleted one is gone", async () => {
  const { ClientId } = await createClient(aws.cognito, UserPoolId, { ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH"] });
  const Username = "switch@example.com";
  await createUser(aws.cognito, UserPoolId, Username);
  const AuthParameters = { USERNAME: Username, PASSWORD };
  const signIn = () =>
    aws.cognito.send(new InitiateAuthCommand({ ClientId, AuthFlow: "USER_PASSWORD_AUTH", AuthParameters }));
  await aws.cognito.send(new AdminDisableUserCommand({ UserPoolId, Username }));
  await expect(signIn()).rejects.toMatchObject({ name: "NotAuthorizedException", message: "User is disabled." });
  await aws.cognito.send(new AdminEnableUserCommand({ UserPoolId, Username }));
  await signIn();
  await aws.cognito.send(new AdminDeleteUserCommand({ UserPoolId, Username }));
  await expect(getUser(Username)).rejects.toMatchObject({ name: "UserNotFoundException" });
  await expect(signIn()).rejects.toMatchObject({ name: "UserNotFoundException" });
});

test("an administrator confirms a sign-up once, without verifying the address", async () => {
  const { ClientId } = await createClient(aws.cognito, UserPoolId);
  const Username = "signed-up@example.com";
  await aws.cognito.send(new SignUpCommand({ ClientId, Username, Password: PASSWORD }));
  const confirm = new AdminConfirmSignUpCommand({ UserPoolId, Username });
  await aws.cognito.send(confirm);
  const user = await getUser(Username);
  expect(user.UserStatus).toBe("CONFIRMED");
  expect(user.attributes["email_verified"]).toBe("false");
  await expect(aws.cognito.send(confirm)).rejects.toMatchObject({
    name: "NotAuthorizedException",
    message: "User cannot be confirmed. Current status is CONFIRMED",
  });
});

test("ListUsers filters, selects attributes and pages", async () => {
  const pool = await createPool(aws.cognito);
  const names = ["anna", "annika", "bert"];
  for (const name of names)
    await createUser(aws.cognito, pool, name, { email: `${name}@example.com`, given_name: 'An "A"' });
  const list = async (Filter?: string) =>
    (await aws.cognito.send(new ListUsersCommand({ UserPoolId: pool, Filter }))).Users!.map(({ Username }) => Username);
  expect(await list('username ^= "ann"')).toEqual(["anna", "annika"]);
  expect(await list('email = "BERT@example.com"')).toEqual(["bert"]);
  expect(await list('given_name = "An \\"A\\""')).toHaveLength(3);
  expect(await list('cognito:user_status = "CONFIRMED"')).toHaveLength(3);
  expect(await list('status = "Disabled"')).toEqual([]);
  await expect(list('custom:none = "x"')).rejects.toThrow("Invalid search attribute: custom:none");
  await expect(list('email = "a" or email = "b"')).rejects.toThrow("Error while parsing filter.");
  const first = await aws.cognito.send(
    new ListUsersCommand({ UserPoolId: pool, Limit: 2, AttributesToGet: ["email"] }),
  );
  expect(first.Users![0]!.Attributes).toEqual([{ Name: "email", Value: "anna@example.com" }]);
  const { PaginationToken } = first;
  const rest = await aws.cognito.send(new ListUsersCommand({ UserPoolId: pool, Limit: 2, PaginationToken }));
  expect([...first.Users!, ...rest.Users!].map(({ Username }) => Username)).toEqual(names);
  expect(rest.PaginationToken).toBeUndefined();
  const unknown = aws.cognito.send(new ListUsersCommand({ UserPoolId: pool, AttributesToGet: ["none"] }));
  await expect(unknown).rejects.toThrow("One or more requested attributes do not exist.");
});

test("a quote in a filter value cannot widen the search", async () => {
  const pool = await createPool(aws.cognito);
  await createUser(aws.cognito, pool, "ada", { email: "ada@example.com" });
  const Filter = 'email = "x" ^= ""';
  const list = aws.cognito.send(new ListUsersCommand({ UserPoolId: pool, Filter }));
  await expect(list).rejects.toThrow("Error while parsing filter.");
});
