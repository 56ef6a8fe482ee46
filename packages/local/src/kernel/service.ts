/** A parsed AWS JSON request body: always an object. */
export type Input = Readonly<Record<string, unknown>>;

/**
 * One AWS service behind the shared endpoint, chosen by `X-Amz-Target: <targetPrefix>.<operation>`. `handle` answers the output
 * structure (timestamps as epoch seconds) or throws `AwsError`; an operation that it does not serve is
 * `UnknownOperationException`. Effects are complete when it resolves.
 */
export interface AwsService {
  readonly name: ServiceName;
  readonly targetPrefix: string;
  /** `1.1` for Cognito and Secrets Manager, `1.0` for DynamoDB. */
  readonly jsonVersion: "1.0" | "1.1";
  handle(operation: string, input: Input): unknown;
}

export type ServiceName = "cognito-idp" | "secretsmanager" | "dynamodb";
