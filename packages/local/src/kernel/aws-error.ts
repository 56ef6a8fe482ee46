/**
 * A refusal in AWS's own vocabulary: `type` is the `__type` of the JSON answer, for example
 * `InvalidParameterException`. Status is 400 except for AWS's internal errors (500).
 */
export class AwsError extends Error {
  override readonly name = "AwsError";
  readonly type: string;
  readonly status: number;
  /** Members beside `__type` and `message`, such as DynamoDB's `CancellationReasons`. */
  readonly extra: Readonly<Record<string, unknown>>;

  constructor(type: string, message: string, extra: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.type = type;
    this.status = /^Internal(Error|Server|ServiceError|Failure|Exception)/.test(type) ? 500 : 400;
    this.extra = extra;
  }
}
