import { secretText } from "@latchkey/core/payload";
import { callbackUrl, type PydioCellsInput } from "./settings.ts";

/** The id under which Cells keeps the connector: a path segment of its REST API. */
export const CONNECTOR_ID = "cognito";

/** The service of Cells in whose configuration connectors are kept, as the list `connectors`. */
export const SERVICE = "pydio.web.oauth";

/** The connector for users of Cells itself. It stays first in the list: without it nobody signs in with a Cells password. */
export const BUILT_IN_CONNECTOR = { id: "pydio", name: "Pydio Cells", type: "pydio" } as const;

/** `OAuth2ConnectorConfig` of Cells (https://github.com/pydio/cells, common/proto/auth/oauth.proto), whatever format it is written in. */
export type ConnectorObject = {
  readonly id: string;
  readonly type: "oidc";
  readonly name: string;
  readonly configoidc: OidcConfig;
  readonly mappingRules?: readonly MappingRule[];
};

type OidcConfig = {
  readonly issuer: string;
  readonly clientID: string;
  readonly clientSecret: string;
  readonly redirectURI: string;
  readonly scopes: readonly string[];
  readonly getUserInfo: false;
  readonly userIDKey: string;
  readonly userNameKey: string;
};

type MappingRule = { readonly LeftAttribute: string; readonly RightAttribute: string };

/** The connector. `hostedDomains` is left out on purpose: with it the OpenID Connect code of Cells does not start. */
export const connectorObject = (input: PydioCellsInput): ConnectorObject => ({
  id: CONNECTOR_ID,
  type: "oidc",
  name: input.settings.label,
  configoidc: {
    issuer: input.pool.issuer,
    clientID: input.credentials.clientId,
    clientSecret: secretText(input.credentials),
    redirectURI: callbackUrl(input.settings),
    // Cells asks for openid by itself, before these.
    scopes: ["email", "profile"],
    // It would put the string "true" of Cognito's user info in the place of the ID token's boolean, which Cells refuses.
    getUserInfo: false,
    userIDKey: input.settings.userIdClaim,
    // The claim `name`, which it reads otherwise, is missing from most Cognito users, and then the sign-in fails.
    userNameKey: "email",
  },
  ...(input.settings.groupsAsRoles && {
    mappingRules: [{ LeftAttribute: "cognito:groups", RightAttribute: "Roles" }],
  }),
});
