import { AwsError } from "../kernel/aws-error.ts";
import { FunctionError } from "../lambda/invoker.ts";
import type { CognitoContext } from "./context.ts";
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
  const response = await invoke(context, "PreSignUp", arn, event);
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
 * Tells the pool's PostConfirmation function. When it throws, the caller gets the error although the user stays confirmed.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-post-confirmation.html
 */
export async function postConfirmation(context: CognitoContext, request: PostConfirmationRequest): Promise<void> {
  const arn = request.pool.settings.LambdaConfig?.PostConfirmation;
  if (arn === undefined) return;
  const event = {
    ...eventHead(context, request, "1", request.source, request.user.username),
    request: { userAttributes: userAttributes(request.user), ...metadata(request) },
    response: {},
  };
  await invoke(context, "PostConfirmation", arn, event);
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
  return normaliseOverrides(version, await invoke(context, "PreTokenGeneration", arn, event));
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
  const groups = (user?.groups ?? []).map((name) => context.state.groups.get(`${user?.poolId}/${name}`));
  const roles = groups.flatMap((group) => group?.roleArn ?? []);
  return { groupsToOverride: user?.groups ?? [], iamRolesToOverride: roles, preferredRole: null };
}

const TIME_LIMIT_MS = 5000;
const ATTEMPTS = 3;

/**
 * Runs a trigger within Cognito's five seconds, up to three times when it does not answer in them, and answers the event's
 * `response`. https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html
 */
async function invoke(
  context: CognitoContext,
  trigger: string,
  arn: string,
  event: unknown,
): Promise<Readonly<Record<string, unknown>>> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return responseOf(await context.lambda.invoke(arn, event, { timeoutMs: TIME_LIMIT_MS }));
    } catch (error) {
      if (!(error instanceof FunctionError)) throw error;
      if (error.kind !== "timeout" || attempt === ATTEMPTS) throw triggerFailure(trigger, error);
    }
  }
}

function triggerFailure(trigger: string, error: FunctionError): AwsError {
  switch (error.kind) {
    case "thrown":
      return new AwsError("UserLambdaValidationException", `${trigger} failed with error ${error.message}.`);
    case "timeout":
      return unexpected(`${trigger} invocation failed due to error Socket timeout while invoking Lambda function.`);
    case "crashed":
      return unexpected(`${trigger} invocation failed due to error ${error.message}.`);
    case "missing":
      return unexpected(`${trigger} invocation failed due to configuration: ${error.message}.`);
  }
}

const unexpected = (message: string): AwsError => new AwsError("UnexpectedLambdaException", message);

/** A trigger must answer its whole event: anything without a `response` object is not understood. */
function responseOf(output: unknown): Readonly<Record<string, unknown>> {
  if (isRecord(output) && isRecord(output["response"])) return output["response"];
  throw new AwsError("InvalidLambdaResponseException", "Unrecognizable lambda output");
}

function flag(response: Readonly<Record<string, unknown>>, name: string): boolean {
  const value = response[name] ?? false;
  if (typeof value === "boolean") return value;
  throw new AwsError("InvalidLambdaResponseException", `Invalid lambda function output : ${name} must be a boolean`);
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
