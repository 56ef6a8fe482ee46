/** What people read, word for word. */
export const SENTENCES = {
  tryAgain: "This cannot be checked right now. Try again in a minute",
  closed: "This application does not take new accounts. Ask its administrator for one",
  domain: "This e-mail address cannot be used to sign up here. Use one of an organisation that is admitted",
  noAccess: "You do not have access to this application. Ask its administrator",
} as const;

/** What pre sign-up answers unless it decides otherwise. */
export const FLAGS = { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false };

let people = 0;
/** An address that nobody has had before. */
export const newEmail = (domain = "example.com"): string => `person-${++people}@${domain}`;

type Attributes = Readonly<Record<string, unknown>>;

/** Events as Cognito documents them, of a user pool that is known when the first is made. */
export function triggerEvents(userPoolId: () => string) {
  const eventOf = (triggerSource: string, clientId: string, userName: string, change: object = {}) => ({
    version: "1",
    triggerSource,
    region: "eu-west-1",
    userPoolId: userPoolId(),
    userName,
    callerContext: { awsSdkVersion: "aws-sdk-unknown-unknown", clientId },
    request: { userAttributes: {}, validationData: null },
    response: {},
    ...change,
  });

  /** A sign-up of one's own through a client, or of a person of the provider. */
  const signUpEvent = (
    clientId: string,
    userAttributes: Attributes,
    userName = `user-${++people}`,
    source = "SignUp",
  ) =>
    eventOf(`PreSignUp_${source}`, clientId, userName, {
      request: { userAttributes, validationData: null },
      response: FLAGS,
    });

  const externalEvent = (clientId: string, email: string, emailVerified = "true", subject = `s_${++people}`) =>
    signUpEvent(clientId, { email, email_verified: emailVerified }, `Partner_${subject}`, "ExternalProvider");

  const confirmEvent = (clientId: string, userName: string, email: string, source = "ConfirmSignUp") =>
    eventOf(`PostConfirmation_${source}`, clientId, userName, {
      request: { userAttributes: { email, email_verified: "true" } },
    });

  const tokenEvent = (clientId: string, groups: readonly string[], version = "2", source = "HostedAuth") =>
    eventOf(`TokenGeneration_${source}`, clientId, "ann", {
      version,
      request: {
        userAttributes: {},
        groupConfiguration: { groupsToOverride: groups, iamRolesToOverride: ["arn:role"], preferredRole: "arn:role" },
        scopes: ["openid"],
      },
      response: version === "1" ? { claimsOverrideDetails: null } : { claimsAndScopeOverrideDetails: null },
    });

  return { eventOf, signUpEvent, externalEvent, confirmEvent, tokenEvent };
}
