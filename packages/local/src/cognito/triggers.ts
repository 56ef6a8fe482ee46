import { AwsError } from "../kernel/aws-error.ts";
import type { CognitoContext } from "./context.ts";
import { preferredRole } from "./preferred-role.ts";
import { runTrigger } from "./run-trigger.ts";
import type { Client, Pool, User } from "./state.ts";
import { normaliseOverrides, type TokenOverrides } from "./token-overrides.ts";
import { identitiesAttribute } from "./user-attributes.ts";

type StringMap = Readonly<Record<string, string>>;

/** What every trigger event says about its occasion. Without a client the event carries `CLIENT_ID_NOT_APPLICABLE`. */
interface Occasion {
  readonly pool: Pool;
  readonly client?: Client | undefined;
  readonly clientMetadata?: StringMap | undefined;
}

export interface PreSignUpRequest extends Occasion {
  readonly source: "PreSignUp_SignUp" | "PreSignUp_AdminCreateUser" | "PreSignUp_ExternalProvider";
  readonly username: string;
  /** Without `sub`, which does not exist yet. */
  readonly attributes: StringMap;
  readonly validationData?: StringMap | undefined;
}

export interface PreSignUpDecision {
  readonly autoConfirmUser: boolean;
  readonly autoVerifyEmail: boolean;
  readonly autoVerifyPhone: boolean;
}

const NO_DECISION: PreSignUpDecision = { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false };

/**
 * Asks the pool's PreSignUp function. It refuses a user by throwing (`UserLambdaValidationException`); for AdminCreateUser the
 * answer's flags have no meaning. https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-sign-up.html
 */
export async function preSignUp(context: CognitoContext, request: PreSignUpRequest): Promise<PreSignUpDecision> {
  const arn = request.pool.settings.LambdaConfig?.PreSignUp;
  if (arn === undefined) return NO_DECISION;
  const event = {
    ...eventHead(context, request, "1", request.source, request.username),
    request: {
      userAttributes: request.attributes,
      validationData: request.validationData ?? null,
      ...metadata(request),
    },
    response: NO_DECISION,
  };
  const response = await runTrigger(context, "PreSignUp", arn, event);
  return {
    autoConfirmUser: flag(response, "autoConfirmUser"),
    autoVerifyEmail: flag(response, "autoVerifyEmail"),
    autoVerifyPhone: flag(response, "autoVerifyPhone"),
  };
}

export interface PostConfirmationRequest extends Occasion {
  readonly source: "PostConfirmation_ConfirmSignUp" | "PostConfirmation_ConfirmForgotPassword";
  readonly user: User;
}

/**
 * Tells the pool's PostConfirmation function, and answers the user as it has left them, for example in groups. When it throws, the caller
 * gets the error although the user stays confirmed.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-post-confirmation.html
 */
export async function postConfirmation(context: CognitoContext, request: PostConfirmationRequest): Promise<User> {
  const { user } = request;
  const arn = request.pool.settings.LambdaConfig?.PostConfirmation;
  if (arn === undefined) return user;
  const event = {
    ...eventHead(context, request, "1", request.source, user.username),
    request: { userAttributes: userAttributes(user), ...metadata(request) },
    response: {},
  };
  await runTrigger(context, "PostConfirmation", arn, event);
  return context.state.users.get(`${user.poolId}/${user.username}`) ?? user;
}

export interface PostAuthenticationRequest extends Occasion {
  readonly client: Client;
  readonly user: User;
}

/**
 * Tells the pool's PostAuthentication function of a sign-in, before there are tokens. Cognito does not at the first sign-in through an
 * external provider, nor at one by session. When it throws there is no sign-in. Nobody's device is remembered here, so the event says
 * nothing of one. https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-post-authentication.html
 */
export async function postAuthentication(context: CognitoContext, request: PostAuthenticationRequest): Promise<void> {
  const arn = request.pool.settings.LambdaConfig?.PostAuthentication;
  if (arn === undefined) return;
  const event = {
    ...eventHead(context, request, "1", "PostAuthentication_Authentication", request.user.username),
    request: { userAttributes: userAttributes(request.user), newDeviceUsed: false, ...metadata(request) },
    response: {},
  };
  await runTrigger(context, "PostAuthentication", arn, event);
}

export interface PreTokenGenerationRequest extends Occasion {
  readonly source:
    | "TokenGeneration_HostedAuth"
    | "TokenGeneration_Authentication"
    | "TokenGeneration_NewPasswordChallenge"
    | "TokenGeneration_AuthenticateDevice"
    | "TokenGeneration_RefreshTokens"
    | "TokenGeneration_ClientCredentials";
  readonly client: Client;
  /** Absent for client credentials only. */
  readonly user?: User | undefined;
  readonly scopes: readonly string[];
}

/**
 * Asks the pool's PreTokenGeneration function what to change in the tokens; undefined when there is none for this occasion (V1_0 and
 * V2_0 are not asked about client credentials). A function that throws refuses the token.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html
 */
export async function preTokenGeneration(
  context: CognitoContext,
  request: PreTokenGenerationRequest,
): Promise<TokenOverrides | undefined> {
  const { PreTokenGenerationConfig, PreTokenGeneration } = request.pool.settings.LambdaConfig ?? {};
  const arn = PreTokenGenerationConfig?.LambdaArn ?? PreTokenGeneration;
  const version = PreTokenGenerationConfig?.LambdaVersion ?? "V1_0";
  if (arn === undefined) return undefined;
  if (request.source === "TokenGeneration_ClientCredentials" && version !== "V3_0") return undefined;
  const { user, scopes } = request;
  const event = {
    ...eventHead(context, request, version.charAt(1), request.source, user?.username ?? request.client.id),
    request: {
      userAttributes: user === undefined ? {} : userAttributes(user),
      groupConfiguration: groupConfiguration(context, user),
      ...(version !== "V1_0" && { scopes }),
      ...metadata(request),
    },
    response: version === "V1_0" ? { claimsOverrideDetails: null } : { claimsAndScopeOverrideDetails: null },
  };
  return normaliseOverrides(version, await runTrigger(context, "PreTokenGeneration", arn, event));
}

function eventHead(context: CognitoContext, occasion: Occasion, version: string, source: string, userName: string) {
  return {
    version,
    triggerSource: source,
    region: context.region,
    userPoolId: occasion.pool.id,
    userName,
    callerContext: {
      awsSdkVersion: "aws-sdk-unknown-unknown",
      clientId: occasion.client?.id ?? "CLIENT_ID_NOT_APPLICABLE",
    },
  };
}

const metadata = ({ clientMetadata }: Occasion) => (clientMetadata === undefined ? {} : { clientMetadata });

const userAttributes = (user: User): StringMap => ({
  ...user.attributes,
  ...identitiesAttribute(user),
  "cognito:user_status": user.status,
});

function groupConfiguration(context: CognitoContext, user: User | undefined) {
  const groups = (user?.groups ?? []).flatMap((name) => context.state.groups.get(`${user?.poolId}/${name}`) ?? []);
  return {
    groupsToOverride: user?.groups ?? [],
    iamRolesToOverride: [...new Set(groups.flatMap(({ roleArn }) => roleArn ?? []))],
    preferredRole: preferredRole(groups) ?? null,
  };
}

function flag(response: Readonly<Record<string, unknown>>, name: string): boolean {
  const value = response[name] ?? false;
  if (typeof value === "boolean") return value;
  throw new AwsError("InvalidLambdaResponseException", `Invalid lambda function output : ${name} must be a boolean`);
}
