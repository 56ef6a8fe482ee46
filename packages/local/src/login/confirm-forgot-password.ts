import { authenticate, confirmForgotPassword } from "../cognito/users.ts";
import { completeSignIn } from "./complete-sign-in.ts";
import { type FormPage, showForm, submitForm } from "./form-page.ts";
import { currentStep, endStep } from "./login-step.ts";
import { html } from "./pages/html.ts";
import { codeField, newPasswordField, usernameField } from "./user-fields.ts";
import { loginForm, loginPage, type Visit } from "./visit.ts";

/** `/confirmforgotPassword`: the mailed code and a new password. */
export const showConfirmForgotPassword = loginPage((visit) => showForm(visit, resetPage(visit)));

/** The submitted form of `/confirmforgotPassword`: with the new password set, it signs in with it. */
export const submitConfirmForgotPassword = loginForm((visit) =>
  submitForm(visit, resetPage(visit), async () => {
    const { context, request, authorization } = visit;
    const { app } = authorization;
    const username = request.form.get("username")?.trim() ?? "";
    const code = request.form.get("code")?.trim() ?? "";
    const password = request.form.get("password") ?? "";
    await confirmForgotPassword(context, { ...app, username, code, newPassword: password });
    const { user } = await authenticate(context, { ...app, username, password });
    return completeSignIn(context, authorization, user, { cookies: [endStep(context, request)] });
  }),
);

function resetPage({ context, request, authorization }: Visit): FormPage {
  const { app } = authorization;
  const step = currentStep(context, request, app, "reset-password");
  return {
    path: "/confirmforgotPassword",
    title: "Set a new password",
    intro: html`If there is an account of this name, a mail with a code is on its way.`,
    fields: [usernameField(app.pool, step?.username), codeField, newPasswordField(app.pool)],
    submit: "Save and sign in",
    links: [
      { path: "/forgotPassword", label: "Send a new code" },
      { path: "/login", label: "Back to sign-in" },
    ],
  };
}
