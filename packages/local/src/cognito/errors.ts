import { AwsError } from "../kernel/aws-error.ts";

/** A value that breaks a rule beyond the service model. */
export const invalidParameter = (message: string): AwsError => new AwsError("InvalidParameterException", message);

/** A sign-in, sign-up or token that Cognito does not accept. */
export const notAuthorized = (message: string): AwsError => new AwsError("NotAuthorizedException", message);

/** A pool, client, group or other resource that does not exist. */
export const resourceNotFound = (message: string): AwsError => new AwsError("ResourceNotFoundException", message);

/** A quota that no retry helps against. */
export const limitExceeded = (message: string): AwsError => new AwsError("LimitExceededException", message);

/** An unknown user, as administrative calls and the sign-in of a client with `PreventUserExistenceErrors: LEGACY` see it. */
export const userNotFound = (): AwsError => new AwsError("UserNotFoundException", "User does not exist.");
