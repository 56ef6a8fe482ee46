import { authenticate, signUp } from "../cognito/users.ts";
import { completeSignIn } from "./complete-sign-in.ts";
import { type FormPage, showForm, submitForm } from "./form-page.ts";
import { displayName } from "./hosted-app.ts";
import { beginStep } from "./login-step.ts";
import { errorPage } from "./pages/error-page.ts";
import { html } from "./pages/html.ts";
import { redirectReply } from "./reply.ts";
import { isSignUpOpen } from "./sign-up-policy.ts";
import { attributeFields, attributesOf, newPasswordField, usernameField } from "./user-fields.ts";
import { loginForm, loginPage, pathTo, type Visit } from "./visit.ts";

/** `/signup`: creates an account, unless only an administrator may. */
export const showSignUp = loginPage((visit) =>
  isSignUpOpen(visit.authorization.app.pool) ? showForm(visit, signUpPage(visit)) : closed(visit),
);

/** The submitted form of `/signup`. Who is confirmed at once by the PreSignUp function is signed in at once. */
export const submitSignUp = loginForm((visit) => {
  const { context, authorization, request } = visit;
  const { app } = authorization;
  if (!isSignUpOpen(app.pool)) return closed(visit);
  return submitForm(visit, signUpPage(visit), async () => {
    const username = request.form.get("username")?.trim() ?? "";
    const password = request.form.get("password") ?? "";
    const attributes = attributesOf(request.form, attributeFields(app.pool));
    const { confirmed } = await signUp(context, { ...app, username, password, attributes });
    if (!confirmed)
      return redirectReply(pathTo(visit, "/confirmuser"), [beginStep(context, app, "confirm-sign-up", username)]);
    const { user } = await authenticate(context, { ...app, username, password });
    return completeSignIn(context, authorization, user);
  });
});

const closed = (visit: Visit) => errorPage("sign-up-closed", pathTo(visit, "/login"));

function signUpPage({ authorization }: Visit): FormPage {
  const { pool, client } = authorization.app;
  return {
    path: "/signup",
    title: "Create an account",
    intro: html`to continue to <strong>${displayName(client)}</strong>`,
    fields: [usernameField(pool), ...attributeFields(pool), newPasswordField(pool, "Password")],
    submit: "Create account",
    links: [{ path: "/login", label: "I have an account already" }],
  };
}
