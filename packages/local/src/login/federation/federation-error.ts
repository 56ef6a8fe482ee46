/**
 * A federated sign-in that ends without a user, told to the application at its callback as `error` and `error_description`.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/federation-endpoint-idp-responses.html
 */
export class FederationError extends Error {
  override readonly name = "FederationError";
  readonly code: string;

  constructor(description: string, code = "invalid_request", options?: ErrorOptions) {
    super(description, options);
    this.code = code;
  }
}
