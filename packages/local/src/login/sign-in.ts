import { authenticate, type SignIn } from "../cognito/users.ts";
import { AwsError } from "../kernel/aws-error.ts";
import { completeSignIn } from "./complete-sign-in.ts";
import { type FormPage, type PageLink, showChoices, showForm, submitForm } from "./form-page.ts";
import { displayName } from "./hosted-app.ts";
import { beginStep } from "./login-step.ts";
import { html } from "./pages/html.ts";
import { providersOf } from "./providers.ts";
import { type Reply, redirectReply } from "./reply.ts";
import { isSignUpOpen } from "./sign-up-policy.ts";
import { passwordField, usernameField } from "./user-fields.ts";
import { loginForm, loginPage, pathTo, type Visit } from "./visit.ts";

/**
 * `/login`: user name and password in one form, and a button for each external provider.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/login-endpoint.html
 */
export const showSignIn = loginPage(
  (visit) => showForm(visit, signInPage(visit)),
  (visit) => showChoices(visit, signInPage(visit)),
);

/** The submitted form of `/login`. What is left to do before the sign-in is complete has pages of its own. */
export const submitSignIn = loginForm((visit) =>
  submitForm(visit, signInPage(visit), async () => {
    const { context, authorization, request } = visit;
    const username = request.form.get("username")?.trim() ?? "";
    const password = request.form.get("password") ?? "";
    try {
      const signIn = await authenticate(context, { ...authorization.app, username, password });
      return await proceed(visit, signIn, username);
    } catch (error) {
      const detour = error instanceof AwsError ? detourOf(visit, error, username) : undefined;
      if (detour) return detour;
      throw error;
    }
  }),
);

function signInPage(visit: Visit): FormPage {
  const { authorization, request } = visit;
  const { pool, client } = authorization.app;
  return {
    path: "/login",
    title: "Sign in",
    intro: html`to continue to <strong>${displayName(client)}</strong>`,
    fields: [usernameField(pool, authorization.loginHint), passwordField],
    submit: "Sign in",
    choices: providerLinks(visit),
    notice: request.query.get("notice") === "confirmed" ? "Your account is confirmed. You can sign in now." : undefined,
    links: [
      { path: "/forgotPassword", label: "Forgot your password?" },
      ...(isSignUpOpen(pool) ? [{ path: "/signup", label: "Create an account" }] : []),
    ],
  };
}

/** Each leads through `/oauth2/authorize`, which sends the person on. */
function providerLinks({ context, authorization }: Visit): readonly PageLink[] {
  return providersOf(context.state, authorization.app).map(({ name }) => {
    const query = new URLSearchParams(authorization.query);
    query.delete("idp_identifier");
    query.set("identity_provider", name);
    return { path: `/oauth2/authorize?${query.toString()}`, label: `Continue with ${name}` };
  });
}

function proceed(visit: Visit, { kind, user }: SignIn, username: string): Reply | Promise<Reply> {
  const { context, authorization } = visit;
  if (kind === "signed-in") return completeSignIn(context, authorization, user);
  const cookie = beginStep(context, authorization.app, "new-password", username);
  return redirectReply(pathTo(visit, "/changePassword"), [cookie]);
}

/** Where a right password leads that is not enough yet. */
function detourOf(visit: Visit, error: AwsError, username: string): Reply | undefined {
  const { context, authorization } = visit;
  const begin = (kind: "confirm-sign-up" | "reset-password") => beginStep(context, authorization.app, kind, username);
  if (error.type === "UserNotConfirmedException") {
    return redirectReply(pathTo(visit, "/confirmuser"), [begin("confirm-sign-up")]);
  }
  if (error.type === "PasswordResetRequiredException") {
    return redirectReply(pathTo(visit, "/confirmforgotPassword"), [begin("reset-password")]);
  }
  return undefined;
}
