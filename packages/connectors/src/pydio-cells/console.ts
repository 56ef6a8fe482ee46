import { type ArtifactDraft, secretText } from "@latchkey/core/payload";
import { fillInStep } from "../fill-in-step.ts";
import { formFields } from "../formats/form-fields.ts";
import { connectorObject } from "./connector-object.ts";
import type { PydioCellsInput } from "./settings.ts";

/** The form of the Cells Console for a connector of the type OpenID Connect. */
export function consoleArtifact(input: PydioCellsInput): ArtifactDraft {
  const { name, configoidc } = connectorObject(input);
  return {
    name: "console-fields",
    method: "console",
    title: "Cells Console",
    fileName: "cells-console.json",
    mediaType: "application/json",
    apply: "enter",
    target: "Cells Console > Authentication > OAUTH2/OIDC",
    body: formFields(
      [
        ["Connector Type", "OpenID Connect"],
        ["Connector Label", name],
        ["Canonical URL of the provider", configoidc.issuer],
        ["Client ID", configoidc.clientID],
        ["Client Secret", configoidc.clientSecret],
        ["Redirection URL", configoidc.redirectURI],
        ["Scopes", configoidc.scopes.join(", ")],
        ["Claims Key used as User ID", configoidc.userIDKey],
        ["Claims Key used as User Name", configoidc.userNameKey],
      ],
      secretText(input.credentials),
    ),
    nextSteps: [
      ...fillInStep(input.credentials),
      `Open ${input.settings.baseUrl}/settings as an administrator, then Authentication > OAUTH2/OIDC, and add a connector of the type OpenID Connect.`,
      "Enter the values and leave every other field as it is; in particular no hosted domains and no user info.",
      ...(input.settings.groupsAsRoles
        ? ["Add a mapping rule from cognito:groups to Roles, with an empty filter."]
        : []),
      "Save; the log of Cells says: Auth configuration changes, reloading.",
    ],
  };
}
