import { findUser, setNewPassword } from "../cognito/users.ts";
import { completeSignIn } from "./complete-sign-in.ts";
import { type FormPage, showForm, submitForm } from "./form-page.ts";
import { currentStep, endStep } from "./login-step.ts";
import { errorPage } from "./pages/error-page.ts";
import { html } from "./pages/html.ts";
import { attributeFields, attributesOf, newPasswordField } from "./user-fields.ts";
import { loginForm, loginPage, pathTo, type Visit } from "./visit.ts";

/** `/changePassword`: a password of one's own in place of the temporary one that was just used. */
export const showChangePassword = loginPage((visit) => {
  const earned = earnedBy(visit);
  return earned ? showForm(visit, earned.page) : expired(visit);
});

/** The submitted form of `/changePassword`: only for the browser that has shown the temporary password, minutes ago. */
export const submitChangePassword = loginForm((visit) => {
  const { context, request, authorization } = visit;
  const { app } = authorization;
  const earned = earnedBy(visit);
  if (!earned) return expired(visit);
  const { username, page } = earned;
  return submitForm(visit, page, async () => {
    const newPassword = request.form.get("password") ?? "";
    const attributes = attributesOf(request.form, page.fields.slice(0, -1));
    const user = await setNewPassword(context, { ...app, username, newPassword, attributes });
    return completeSignIn(context, authorization, user, { cookies: [endStep(context, request)] });
  });
});

const expired = (visit: Visit) => errorPage("step-expired", pathTo(visit, "/login"));

function earnedBy(visit: Visit): { readonly username: string; readonly page: FormPage } | undefined {
  const { context, request, authorization } = visit;
  const { pool } = authorization.app;
  const username = currentStep(context, request, authorization.app, "new-password")?.username;
  const user = username === undefined ? undefined : findUser(context, pool.id, username);
  if (username === undefined || user === undefined) return undefined;
  const page = {
    path: "/changePassword",
    title: "Choose a new password",
    intro: html`The password of <strong>${username}</strong> was temporary. Choose one that only you know.`,
    fields: [...missingAttributes(visit, user.attributes), newPasswordField(pool)],
    submit: "Save and sign in",
  };
  return { username, page };
}

/** Required attributes that the administrator has left to the person. */
const missingAttributes = ({ authorization }: Visit, known: Readonly<Record<string, string>>) =>
  attributeFields(authorization.app.pool, known);
