import { confirmSignUp, findUser, resendConfirmationCode } from "../cognito/users.ts";
import { completeSignIn } from "./complete-sign-in.ts";
import { type FormPage, showForm, submitForm } from "./form-page.ts";
import { currentStep, endStep } from "./login-step.ts";
import { html } from "./pages/html.ts";
import { type Reply, redirectReply } from "./reply.ts";
import { codeField, usernameField } from "./user-fields.ts";
import { loginForm, loginPage, pathTo, type Visit } from "./visit.ts";

/** `/confirmuser`: the code that was mailed at sign-up. */
export const showConfirmUser = loginPage((visit) => showForm(visit, confirmPage(visit)));

/**
 * The submitted form of `/confirmuser`. Signs in only in the browser that has shown the password of this account; a code alone, typed
 * in anywhere else, confirms the account and leads to the sign-in page.
 */
export const submitConfirmUser = loginForm((visit) =>
  submitForm(visit, confirmPage(visit), async () => {
    const { context, request, authorization } = visit;
    const { app } = authorization;
    const username = usernameOf(visit);
    const code = request.form.get("code")?.trim() ?? "";
    const user = await confirmSignUp(context, { ...app, username, code });
    const step = currentStep(context, request, app, "confirm-sign-up");
    const proven = step && findUser(context, app.pool.id, step.username)?.username === user.username;
    if (proven) return completeSignIn(context, authorization, user, { cookies: [endStep(context, request)] });
    return redirectReply(`${pathTo(visit, "/login")}&notice=confirmed`);
  }),
);

/** `/resendcode`: mails a new code. */
export const submitResendCode = loginForm((visit) => {
  const page = confirmPage(visit);
  const { app } = visit.authorization;
  const resend = (): Reply => {
    const { Destination } = resendConfirmationCode(visit.context, { ...app, username: usernameOf(visit) });
    return showForm(visit, { ...page, notice: `A new code is on its way to ${Destination}.` });
  };
  return submitForm(visit, page, resend, [usernameField(app.pool)]);
});

const usernameOf = ({ request }: Visit): string => request.form.get("username")?.trim() ?? "";

function confirmPage(visit: Visit): FormPage {
  const { context, request, authorization } = visit;
  const step = currentStep(context, request, authorization.app, "confirm-sign-up");
  const username = request.form.get("username") ?? step?.username;
  return {
    path: "/confirmuser",
    title: "Confirm your account",
    intro: html`Enter the code from the mail that we have sent you.`,
    fields: [usernameField(authorization.app.pool, username), codeField],
    submit: "Confirm",
    ...(username && { other: { path: "/resendcode", label: "Send a new code", values: { username } } }),
    links: [{ path: "/login", label: "Back to sign-in" }],
  };
}
