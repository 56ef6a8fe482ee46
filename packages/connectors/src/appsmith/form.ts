import { type ArtifactDraft, secretText } from "@latchkey/core/payload";
import { fillInStep } from "../fill-in-step.ts";
import { formFields } from "../formats/form-fields.ts";
import type { AppsmithInput } from "./settings.ts";
import { variables } from "./variables.ts";

/** The form of the admin settings. */
export function formArtifact(input: AppsmithInput): ArtifactDraft {
  return {
    name: "form-fields",
    method: "admin-settings",
    title: "Admin settings",
    fileName: "appsmith-oidc-form.json",
    mediaType: "application/json",
    apply: "enter",
    target: "Admin Settings > Authentication > OIDC",
    body: formFields(
      variables(input).map(({ label, value }) => [label, value]),
      secretText(input.credentials),
    ),
    nextSteps: [
      ...fillInStep(input.credentials),
      `Open ${input.settings.baseUrl}/settings/authentication as a superuser and enable OIDC.`,
      "Enter the values. The scopes are three entries, the user name attribute is under Advanced in older versions.",
      "Save and restart.",
      `Open ${input.settings.baseUrl}/user/login and choose Sign in with OIDC SSO.`,
    ],
  };
}
