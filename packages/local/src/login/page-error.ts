/** Why a person sees an error page instead of a form. The first four are Cognito's own names. */
export type PageError =
  | "invalid_request"
  | "redirect_mismatch"
  | "unauthorized_client"
  | "server_error"
  | "unknown-client"
  | "no-domain"
  | "no-identity-provider"
  | "federation"
  | "federation-state"
  | "federation-expired"
  | "own-accounts-off"
  | "login-pages-unavailable"
  | "sign-up-closed"
  | "form-expired"
  | "step-expired";

export interface PageErrorText {
  readonly status: number;
  readonly title: string;
  readonly text: string;
  /** What the person who set the application up should look at. */
  readonly hint?: string;
}

/** The words of each error, for the person at the screen and for whoever runs the application. */
export const PAGE_ERRORS: Readonly<Record<PageError, PageErrorText>> = {
  invalid_request: {
    status: 400,
    title: "This request is incomplete",
    text: "The application sent you here without everything that is needed.",
    hint: "invalid_request: a required parameter is missing or malformed.",
  },
  redirect_mismatch: {
    status: 400,
    title: "This address is not registered",
    text: "The application asked to send you back to an address that it has not registered, so you stay here.",
    hint: "redirect_mismatch: the address must equal one of the app client's callback or logout URLs, character by character.",
  },
  unauthorized_client: {
    status: 400,
    title: "This application cannot sign you in",
    text: "Signing in through these pages is not switched on for it.",
    hint: "unauthorized_client: the app client needs AllowedOAuthFlowsUserPoolClient and an allowed OAuth flow.",
  },
  server_error: {
    status: 500,
    title: "Something went wrong here",
    text: "Your request could not be finished. Please try again.",
    hint: "server_error",
  },
  "unknown-client": {
    status: 400,
    title: "Unknown application",
    text: "No application with this identifier is registered here.",
    hint: "invalid_request: client_id names no app client of any user pool.",
  },
  "no-domain": {
    status: 404,
    title: "There is no login domain",
    text: "Sign-in pages exist only once the user pool has a domain.",
    hint: "Create one with CreateUserPoolDomain.",
  },
  "no-identity-provider": {
    status: 400,
    title: "There is no way to sign in yet",
    text: "The application has not chosen how people sign in to it.",
    hint: "Give the app client at least one of SupportedIdentityProviders, for example COGNITO.",
  },
  federation: {
    status: 400,
    title: "That provider cannot be reached from here",
    text: "The application wants you to sign in with a provider on the internet. This stand-in only talks to OpenID providers.",
    hint: "Of the app client's SupportedIdentityProviders, those of type OIDC and COGNITO can be used here.",
  },
  "federation-state": {
    status: 400,
    title: "Something went wrong",
    text: "This is not a sign-in that this browser has begun, or it has been finished already. Please open the application again.",
    hint: "Invalid state: it works once, in the browser that was sent to the identity provider.",
  },
  "federation-expired": {
    status: 400,
    title: "Something went wrong",
    text: "Signing in with the other provider has taken too long. Please try again.",
    hint: "A sign-in at an identity provider has to be finished within five minutes.",
  },
  "own-accounts-off": {
    status: 403,
    title: "Accounts are elsewhere",
    text: "This application lets you in through other providers only.",
    hint: "COGNITO is not among the app client's SupportedIdentityProviders.",
  },
  "login-pages-unavailable": {
    status: 403,
    title: "Login pages unavailable",
    text: "Please contact an administrator.",
    hint: "A managed-login domain shows pages only to app clients with a branding style: CreateManagedLoginBranding.",
  },
  "sign-up-closed": {
    status: 403,
    title: "Sign-up is closed",
    text: "Only an administrator can create accounts here.",
    hint: "AdminCreateUserConfig.AllowAdminCreateUserOnly is true for this user pool.",
  },
  "form-expired": {
    status: 403,
    title: "This form is no longer valid",
    text: "It is too old, or it did not come from this page. Nothing has been changed. Please open it again.",
  },
  "step-expired": {
    status: 403,
    title: "You took a little too long",
    text: "For your safety this step ends after a few minutes. Please sign in again.",
  },
};

/** True for a name that may appear in the address of the error page. */
export const isPageError = (name: string | null): name is PageError =>
  name !== null && Object.hasOwn(PAGE_ERRORS, name);
