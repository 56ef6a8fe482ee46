/// <reference path="../../.sst/platform/config.d.ts" />
import { ADMINS_GROUP, type Scope, scopes, USERS_GROUP } from "@latchkey/contract/scopes";

const DESCRIPTIONS: Readonly<Record<Scope, string>> = {
  "integrations/read": "See connectors and integrations",
  "integrations/write": "Register, change and remove integrations",
  "integrations/rotate": "Rotate client secrets",
  "integrations/reveal": "See client secrets",
  "integrations/admin": "See and change the integrations of all owners",
};

/** What an access token may carry: the resource server and its scopes. App clients that name them depend on it. */
export const resourceServer = (userPoolId: $util.Input<string>): aws.cognito.ResourceServer =>
  new aws.cognito.ResourceServer("Scopes", {
    userPoolId,
    identifier: "integrations",
    name: "Latchkey",
    scopes: scopes.map((scope) => ({
      scopeName: scope.replace(/^integrations\//, ""),
      scopeDescription: DESCRIPTIONS[scope],
    })),
  });

/** The groups that a person needs beside the calling application's scope. */
export function groups(userPoolId: $util.Input<string>): void {
  new aws.cognito.UserGroup("UsersGroup", {
    userPoolId,
    name: USERS_GROUP,
    description: "May use the integration service",
  });
  new aws.cognito.UserGroup("AdminsGroup", {
    userPoolId,
    name: ADMINS_GROUP,
    description: "May administer the integrations of all owners",
  });
}
