import { AwsError } from "./aws-error.ts";
import type { AwsService, ServiceName } from "./service.ts";

/** How one service words what every service can answer. */
export interface ServiceErrors {
  /** The `__type` of an input that breaks the service model. */
  readonly validation: string;
  /** The `__type` of a failure inside the service (status 500), for operations that declare no other. */
  readonly internal: string;
  readonly throttled: () => AwsError;
}

/** The error vocabulary of each service, as its API reference lists it under "Common Errors" and per operation. */
export const serviceErrors: Readonly<Record<ServiceName, ServiceErrors>> = {
  "cognito-idp": {
    validation: "InvalidParameterException",
    internal: "InternalErrorException",
    throttled: () => new AwsError("TooManyRequestsException", "Rate exceeded"),
  },
  secretsmanager: {
    validation: "ValidationException",
    internal: "InternalServiceError",
    throttled: () => new AwsError("ThrottlingException", "Rate exceeded"),
  },
  dynamodb: {
    validation: "ValidationException",
    internal: "InternalServerError",
    throttled: () =>
      new AwsError(
        "ProvisionedThroughputExceededException",
        "The level of configured provisioned throughput for the table was exceeded. Consider increasing your provisioning level with the UpdateTable API.",
      ),
  },
  events: {
    validation: "ValidationException",
    internal: "InternalException",
    throttled: () => new AwsError("ThrottlingException", "Rate exceeded"),
  },
};

/** A failure inside the service, by the name that the operation declares: Cognito's newer operations have another one than its older. */
export function internalError({ name, model }: AwsService, operation: string): AwsError {
  const declared = model?.operations[operation]?.errors.find((type) => type.startsWith("Internal"));
  return new AwsError(declared ?? serviceErrors[name].internal, "An internal error occurred");
}
