/** What the application asks for; no more than its app client is allowed. */
export const SCOPES = "openid email profile";
