/** Runs a Lambda function by ARN, synchronously, as API Gateway, Cognito and Secrets Manager do. */
export interface LambdaInvoker {
  /**
   * Answers what the function returned. Throws `FunctionError` when the function threw or returned nothing readable, timed out
   * after `timeoutMs`, or does not exist.
   */
  invoke(arn: string, event: unknown, options?: { readonly timeoutMs?: number }): Promise<unknown>;
}

export type FunctionErrorKind = "thrown" | "timeout" | "crashed" | "missing";

export class FunctionError extends Error {
  override readonly name = "FunctionError";
  readonly kind: FunctionErrorKind;
  /** The name of the error that the function threw: Lambda's `errorType`. */
  readonly errorType: string | undefined;

  constructor(kind: FunctionErrorKind, message: string, errorType?: string) {
    super(message);
    this.kind = kind;
    this.errorType = errorType;
  }
}
