import { forgotPassword } from "../cognito/users.ts";
import { type FormPage, showForm, submitForm } from "./form-page.ts";
import { beginStep } from "./login-step.ts";
import { html } from "./pages/html.ts";
import { redirectReply } from "./reply.ts";
import { usernameField } from "./user-fields.ts";
import { loginForm, loginPage, pathTo, type Visit } from "./visit.ts";

/** `/forgotPassword`: asks for a code by mail. */
export const showForgotPassword = loginPage((visit) => showForm(visit, forgotPasswordPage(visit)));

/** The submitted form of `/forgotPassword`. Whether the account exists shows only when the app client reveals it. */
export const submitForgotPassword = loginForm((visit) =>
  submitForm(visit, forgotPasswordPage(visit), async () => {
    const { context, request, authorization } = visit;
    const { app } = authorization;
    const username = request.form.get("username")?.trim() ?? "";
    forgotPassword(context, { ...app, username });
    const cookie = beginStep(context, app, "reset-password", username);
    return redirectReply(pathTo(visit, "/confirmforgotPassword"), [cookie]);
  }),
);

function forgotPasswordPage({ authorization }: Visit): FormPage {
  return {
    path: "/forgotPassword",
    title: "Forgot your password?",
    intro: html`Tell us who you are, and we will mail you a code to set a new one.`,
    fields: [usernameField(authorization.app.pool)],
    submit: "Mail me a code",
    links: [{ path: "/login", label: "Back to sign-in" }],
  };
}
