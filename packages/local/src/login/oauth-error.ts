export type OAuthErrorCode =
  | "invalid_request"
  | "invalid_client"
  | "invalid_grant"
  | "invalid_scope"
  | "unauthorized_client"
  | "unsupported_grant_type"
  | "unsupported_token_type";

/** A refusal of the token or revocation endpoint (RFC 6749, section 5.2). Cognito answers all with 400 unless `status` says else. */
export class OAuthError extends Error {
  override readonly name = "OAuthError";
  readonly code: OAuthErrorCode;
  readonly description: string | undefined;
  readonly status: number;

  constructor(code: OAuthErrorCode, description?: string, status = 400) {
    super(description ?? code);
    this.code = code;
    this.description = description;
    this.status = status;
  }
}
