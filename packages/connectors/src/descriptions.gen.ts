// Written by `npm run generate`; a test proves that it is current.
import type { ConnectorDescription } from "./description.ts";

/** The catalogue as `GET /v1/connectors` answers it. */
export const descriptions: readonly ConnectorDescription[] = [
  {
    "id": "gitlab",
    "name": "GitLab",
    "category": "source-control",
    "source": {
      "url": "https://docs.gitlab.com/administration/auth/oidc/",
      "readAt": "2026-11-21"
    },
    "settings": {
      "$schema": "https://json-schema.org/draft/2020-12/schema",
      "type": "object",
      "properties": {
        "baseUrl": {
          "type": "string",
          "title": "GitLab address",
          "description": "The address that people open GitLab at: external_url, without a trailing slash.",
          "examples": [
            "https://gitlab.example.com"
          ],
          "format": "uri",
          "pattern": "^(?:[Hh][Tt][Tt][Pp][Ss]://[^\\s/?#@\\\\]+|[Hh][Tt][Tt][Pp]://(?:[Ll][Oo][Cc][Aa][Ll][Hh][Oo][Ss][Tt]|127\\.0\\.0\\.1|\\[::1\\])(?::[0-9]*)?)(?:/[^\\s?#\\\\]*)?$",
          "maxLength": 1024
        },
        "strategy": {
          "type": "string",
          "title": "Sign-in strategy",
          "description": "OpenID Connect checks the ID token and finds the endpoints by itself. Generic OAuth 2.0 is what GitLab's own page on Cognito describes; take it if the name openid_connect is in use by another provider.",
          "default": "openid_connect",
          "oneOf": [
            {
              "const": "openid_connect",
              "title": "OpenID Connect"
            },
            {
              "const": "oauth2_generic",
              "title": "Generic OAuth 2.0"
            }
          ]
        },
        "label": {
          "type": "string",
          "title": "Button text",
          "description": "What the button on GitLab's sign-in page says.",
          "default": "AWS Cognito",
          "examples": [
            "AWS Cognito",
            "Company account"
          ],
          "pattern": "^(?=.*\\S)[^\\u0000-\\u001F\\u007F-\\u009F\\u2028\\u2029]+$",
          "minLength": 1,
          "maxLength": 100
        },
        "autoLinkUsers": {
          "type": "boolean",
          "title": "Link existing users by e-mail",
          "description": "Signs a Cognito user in as the GitLab user who has the same e-mail address. Whoever can make Cognito confirm an address then becomes that user: switch it on only if the pool decides who may sign up.",
          "default": false
        },
        "blockAutoCreatedUsers": {
          "type": "boolean",
          "title": "Hold new users for approval",
          "description": "A user whom GitLab creates at the first sign-in is blocked until an administrator approves. Switched off, everybody whom the pool lets in is let into GitLab.",
          "default": true
        }
      },
      "required": [
        "baseUrl"
      ],
      "additionalProperties": false
    },
    "artifacts": [
      {
        "name": "gitlab.rb",
        "method": "omnibus",
        "title": "Linux package: gitlab.rb",
        "mediaType": "text/x-ruby",
        "apply": "merge"
      },
      {
        "name": "omnibus-sign-out",
        "method": "omnibus",
        "title": "Sign out of Cognito too",
        "mediaType": "application/json",
        "apply": "enter"
      },
      {
        "name": "gitlab.yml",
        "method": "source",
        "title": "Self-compiled: gitlab.yml",
        "mediaType": "application/yaml",
        "apply": "merge"
      },
      {
        "name": "source-sign-out",
        "method": "source",
        "title": "Sign out of Cognito too",
        "mediaType": "application/json",
        "apply": "enter"
      },
      {
        "name": "secret.yaml",
        "method": "helm",
        "title": "Helm chart: Kubernetes Secret",
        "mediaType": "application/yaml",
        "apply": "create"
      },
      {
        "name": "values.yaml",
        "method": "helm",
        "title": "Helm chart: values",
        "mediaType": "application/yaml",
        "apply": "merge"
      },
      {
        "name": "helm-sign-out",
        "method": "helm",
        "title": "Sign out of Cognito too",
        "mediaType": "application/json",
        "apply": "enter"
      },
      {
        "name": "compose.yaml",
        "method": "container",
        "title": "Container: Compose file",
        "mediaType": "application/yaml",
        "apply": "merge"
      },
      {
        "name": "container-sign-out",
        "method": "container",
        "title": "Sign out of Cognito too",
        "mediaType": "application/json",
        "apply": "enter"
      }
    ],
    "quirks": {
      "illegalScopes": [
        "groups",
        "offline_access",
        "roles"
      ],
      "claims": {
        "sub": [
          "id-token",
          "access-token",
          "user-info"
        ],
        "email": [
          "id-token",
          "user-info"
        ],
        "email_verified": [
          "id-token",
          "user-info"
        ],
        "cognito:groups": [
          "id-token",
          "access-token"
        ]
      },
      "logout": "full-url",
      "pkce": "forced",
      "usernameClaim": "email"
    },
    "proof": {
      "products": [
        {
          "name": "ruby",
          "version": "3.1.2"
        },
        {
          "name": "gitlab-omniauth-openid-connect",
          "version": "0.10.0"
        },
        {
          "name": "openid_connect",
          "version": "1.2.0"
        },
        {
          "name": "omniauth-oauth2",
          "version": "1.8.0"
        },
        {
          "name": "oauth2",
          "version": "1.4.4"
        },
        {
          "name": "omniauth",
          "version": "2.1.1"
        },
        {
          "name": "activesupport",
          "version": "6.1.7.10"
        }
      ],
      "proven": [
        "gitlab.rb and the Compose file, run by Ruby, gitlab.yml, through ERB, and the chart's Secret and values set the same, with the secret inline or by reference",
        "openid_connect signs users in by discovery, with nonce and checked ID token: uid is sub, e-mail address, name and groups arrive",
        "OmniAuth's OAuth 2.0 strategy, with the options of GitLab's generic one, signs users in with PKCE: uid is sub, users without a name get one",
        "the sign-out page URL ends the session at Cognito and leads back to GitLab's sign-in page",
        "without id_path everybody would have the same empty uid",
        "with a wrong secret or with the scope offline_access nobody signs in"
      ],
      "date": "2026-11-21",
      "fingerprint": "5ac431be7868648466fb93d46706317ec6ac4213191cd696e6b3e0fdb1e705ae"
    }
  },
  {
    "id": "pydio-cells",
    "name": "Pydio Cells",
    "category": "file-sharing",
    "source": {
      "url": "https://pydio.github.io/docs/cells-v4/knowledge-base/identity-management/using-aws-cognito-as-an-identity-provider/",
      "readAt": "2026-11-21"
    },
    "settings": {
      "$schema": "https://json-schema.org/draft/2020-12/schema",
      "type": "object",
      "properties": {
        "baseUrl": {
          "type": "string",
          "title": "Cells address",
          "description": "The address that people open Cells at: the external URL of its site, without a trailing slash.",
          "examples": [
            "https://cells.example.com"
          ],
          "format": "uri",
          "pattern": "^(?:[Hh][Tt][Tt][Pp][Ss]://[^\\s/?#@\\\\]+|[Hh][Tt][Tt][Pp]://(?:[Ll][Oo][Cc][Aa][Ll][Hh][Oo][Ss][Tt]|127\\.0\\.0\\.1|\\[::1\\])(?::[0-9]*)?)(?:/[^\\s?#\\\\]*)?$",
          "maxLength": 1024
        },
        "label": {
          "type": "string",
          "title": "Name of the connector",
          "description": "What the sign-in page calls it. Cells puts the people who come through it into a group of this name, so that it has no slash.",
          "default": "AWS Cognito",
          "examples": [
            "AWS Cognito",
            "Company account"
          ],
          "pattern": "^(?=.*\\S)[^\\u0000-\\u001F\\u007F-\\u009F\\u2028\\u2029/]+$",
          "minLength": 1,
          "maxLength": 100
        },
        "userIdClaim": {
          "type": "string",
          "title": "What Cells knows a person by",
          "description": "The e-mail address is readable in shares and logs, and whoever has the pool confirm a former address becomes its former user. Cognito's sub never changes hands, but is a long number.",
          "default": "email",
          "oneOf": [
            {
              "const": "email",
              "title": "E-mail address"
            },
            {
              "const": "sub",
              "title": "Cognito's sub"
            }
          ]
        },
        "groupsAsRoles": {
          "type": "boolean",
          "title": "Cognito groups become Cells roles",
          "description": "Gives a person the Cells role that is called like one of the person's Cognito groups. Switch it on only if the same people decide about both.",
          "default": false
        }
      },
      "required": [
        "baseUrl"
      ],
      "additionalProperties": false
    },
    "artifacts": [
      {
        "name": "connector.json",
        "method": "rest",
        "title": "REST API: the connector",
        "mediaType": "application/json",
        "apply": "create"
      },
      {
        "name": "rest-request",
        "method": "rest",
        "title": "REST API: the request",
        "mediaType": "text/x-shellscript",
        "apply": "run"
      },
      {
        "name": "cli-command",
        "method": "cli",
        "title": "Command line of the server, Cells 2 to 4",
        "mediaType": "text/x-shellscript",
        "apply": "replace"
      },
      {
        "name": "install.yaml",
        "method": "install-v4",
        "title": "Unattended installation, Cells 4",
        "mediaType": "application/yaml",
        "apply": "merge"
      },
      {
        "name": "install-v5.yaml",
        "method": "install-v5",
        "title": "Unattended installation, Cells 5",
        "mediaType": "application/yaml",
        "apply": "merge"
      },
      {
        "name": "console-fields",
        "method": "console",
        "title": "Cells Console",
        "mediaType": "application/json",
        "apply": "enter"
      }
    ],
    "quirks": {
      "illegalScopes": [
        "groups",
        "offline_access"
      ],
      "claims": {
        "sub": [
          "id-token",
          "access-token",
          "user-info"
        ],
        "email": [
          "id-token",
          "user-info"
        ],
        "email_verified": [
          "id-token",
          "user-info"
        ],
        "cognito:groups": [
          "id-token",
          "access-token"
        ]
      },
      "logout": "none",
      "pkce": "none",
      "usernameClaim": "email"
    },
    "proof": {
      "products": [
        {
          "name": "github.com/dexidp/dex",
          "version": "v0.0.0-20260303133905-11d2eeb52b42"
        }
      ],
      "proven": [
        "the REST request, sent by curl, makes a connector that dex opens and that signs in users with a name and without",
        "so do the commands, run by a shell, and the built-in connector stays first, whether it was stored before or not",
        "so do the installation files of Cells 4 and 5, and the built-in connector stays first",
        "so do the fields of the console",
        "by reference the artifacts are the same once the secret is filled in",
        "signing out at Cognito ends its session and leads to Cells' logout page",
        "without userNameKey only users with a name would sign in",
        "with getUserInfo nobody would sign in",
        "at another external URL than the registered one no sign-in begins",
        "a wrong secret, an issuer with a slash, hosted domains and offline_access are refused",
        "the commands refuse to run on Cells 5, where they would break the list"
      ],
      "date": "2026-11-21",
      "fingerprint": "3fc061d9cb5f4f4bb698856a525a8e2b1b40ee2b08492020956bc7ba28b4d77a"
    }
  },
  {
    "id": "appsmith",
    "name": "Appsmith",
    "category": "application-building",
    "source": {
      "url": "https://docs.appsmith.com/getting-started/setup/instance-configuration/authentication/openid-connect-oidc/aws-cognito",
      "readAt": "2026-11-21"
    },
    "settings": {
      "$schema": "https://json-schema.org/draft/2020-12/schema",
      "type": "object",
      "properties": {
        "baseUrl": {
          "type": "string",
          "title": "Appsmith address",
          "description": "The address that people open Appsmith at: its custom domain, without a trailing slash.",
          "examples": [
            "https://appsmith.example.com"
          ],
          "format": "uri",
          "pattern": "^(?:[Hh][Tt][Tt][Pp][Ss]://[^\\s/?#@\\\\]+|[Hh][Tt][Tt][Pp]://(?:[Ll][Oo][Cc][Aa][Ll][Hh][Oo][Ss][Tt]|127\\.0\\.0\\.1|\\[::1\\])(?::[0-9]*)?)(?:/[^\\s?#\\\\]*)?$",
          "maxLength": 1024
        }
      },
      "required": [
        "baseUrl"
      ],
      "additionalProperties": false
    },
    "artifacts": [
      {
        "name": "docker.env",
        "method": "container",
        "title": "Container: docker.env",
        "mediaType": "text/plain",
        "apply": "merge"
      },
      {
        "name": "admin-settings.json",
        "method": "admin-api",
        "title": "Admin API: the values",
        "mediaType": "application/json",
        "apply": "create"
      },
      {
        "name": "admin-request",
        "method": "admin-api",
        "title": "Admin API: the requests",
        "mediaType": "text/x-shellscript",
        "apply": "run"
      },
      {
        "name": "secret.yaml",
        "method": "helm",
        "title": "Helm chart: Kubernetes Secret",
        "mediaType": "application/yaml",
        "apply": "create"
      },
      {
        "name": "values.yaml",
        "method": "helm",
        "title": "Helm chart: values",
        "mediaType": "application/yaml",
        "apply": "merge"
      },
      {
        "name": "form-fields",
        "method": "admin-settings",
        "title": "Admin settings",
        "mediaType": "application/json",
        "apply": "enter"
      }
    ],
    "quirks": {
      "illegalScopes": [
        "groups",
        "offline_access"
      ],
      "claims": {
        "sub": [
          "id-token",
          "access-token",
          "user-info"
        ],
        "email": [
          "id-token",
          "user-info"
        ],
        "email_verified": [
          "id-token",
          "user-info"
        ],
        "cognito:groups": [
          "id-token",
          "access-token"
        ]
      },
      "logout": "none",
      "pkce": "none",
      "usernameClaim": "email"
    },
    "proof": {
      "products": [
        {
          "name": "org.springframework.security:spring-security-oauth2-client",
          "version": "6.5.11"
        },
        {
          "name": "org.springframework.boot:spring-boot",
          "version": "3.5.16"
        }
      ],
      "proven": [
        "docker.env, sourced by bash and read by the rules of Appsmith's settings page, signs users in",
        "the fields of the settings page sign users in",
        "the requests to the admin API, sent by curl as the steps say, sign users in",
        "the same requests do with later versions, which restart by themselves",
        "values and Secret, put together by the rules of the chart, sign users in",
        "values and ExternalSecret, filled by the rules of External Secrets, sign users in",
        "docker.env, settings and fields by reference are those inline once the secret is filled in",
        "an account is known by the e-mail address, from the ID token alone or with user info",
        "the redirect URI is exactly the registered one, and the ID token answers the nonce",
        "a redirect URL with a query inside state comes back byte for byte",
        "a session is renewed with a refresh token that came without offline_access",
        "with a wrong secret nobody signs in",
        "with a user name attribute that Cognito does not send nobody signs in",
        "without the pool's keys no ID token is believed",
        "scopes with spaces between them make no client",
        "without any one of the variables there is no client, and the missing one is named",
        "an answer with another state or another nonce is refused",
        "the admin API takes no name that it does not know, and settings only from a superuser"
      ],
      "date": "2026-11-21",
      "fingerprint": "6cb7f62f7b8729a688383a2900cd1cfcf4505c64b7b5c1b1349a04cbc305e0d8"
    }
  },
  {
    "id": "pomerium",
    "name": "Pomerium",
    "category": "access-proxy",
    "source": {
      "url": "https://www.pomerium.com/docs/integrations/user-identity/cognito",
      "readAt": "2026-11-21"
    },
    "settings": {
      "$schema": "https://json-schema.org/draft/2020-12/schema",
      "type": "object",
      "properties": {
        "authenticateUrl": {
          "type": "string",
          "title": "Address of the authenticate service",
          "description": "authenticate_service_url: https and a host of its own, without a path. Pomerium's hosted authenticate service takes no user pool.",
          "examples": [
            "https://authenticate.example.com"
          ],
          "format": "uri",
          "pattern": "^[Hh][Tt][Tt][Pp][Ss]://[^\\s/?#@\\\\]+/*$",
          "maxLength": 1024
        }
      },
      "required": [
        "authenticateUrl"
      ],
      "additionalProperties": false
    },
    "artifacts": [
      {
        "name": "config.yaml",
        "method": "file",
        "title": "Configuration file",
        "mediaType": "application/yaml",
        "apply": "merge"
      },
      {
        "name": "pomerium.env",
        "method": "environment",
        "title": "Environment variables",
        "mediaType": "text/plain",
        "apply": "merge"
      },
      {
        "name": "secret.yaml",
        "method": "kubernetes",
        "title": "Ingress controller: Kubernetes Secret",
        "mediaType": "application/yaml",
        "apply": "create"
      },
      {
        "name": "pomerium.yaml",
        "method": "kubernetes",
        "title": "Ingress controller: Pomerium resource",
        "mediaType": "application/yaml",
        "apply": "merge"
      }
    ],
    "quirks": {
      "illegalScopes": [
        "groups",
        "offline_access"
      ],
      "claims": {
        "sub": [
          "id-token",
          "access-token",
          "user-info"
        ],
        "email": [
          "id-token",
          "user-info"
        ],
        "email_verified": [
          "id-token",
          "user-info"
        ],
        "cognito:groups": [
          "id-token",
          "access-token"
        ]
      },
      "logout": "cognito-native",
      "pkce": "detected",
      "usernameClaim": "email"
    },
    "proof": {
      "products": [
        {
          "name": "github.com/pomerium/pomerium",
          "version": "v0.32.9"
        }
      ],
      "proven": [
        "config.yaml is loaded without complaint, users sign in with e-mail address and groups, and sign out onto Pomerium's signed-out page, with the secret inline or by reference",
        "so do they with the environment variables, as a shell reads them, with the secret inline or by reference",
        "so do they with the settings that the ingress controller takes from the resource and the Secret, with the secret inline or by reference",
        "the session is renewed with a refresh token that came without offline_access",
        "the custom resource satisfies our own statement of what its definition asks for since ingress controller 0.33",
        "an option that Pomerium does not know is complained about, one that it has removed is refused",
        "with a wrong secret, or a line end in the secret's file, nobody signs in",
        "with an empty list of scopes Pomerium asks for offline_access, which Cognito refuses",
        "with the provider oidc the sign-out would end on an error page of Cognito",
        "the same statement refuses a resource for another provider, without https or with an unknown member"
      ],
      "date": "2026-11-21",
      "fingerprint": "a0d6be45bef6c7a1bd176e5280b5d97ba00f0da96636bd6bed3c08e0c13e8324"
    }
  },
  {
    "id": "generic-oidc",
    "name": "Any OpenID Connect application",
    "category": "generic",
    "source": {
      "url": "https://docs.aws.amazon.com/cognito/latest/developerguide/federation-endpoints.html",
      "readAt": "2026-11-21"
    },
    "settings": {
      "$schema": "https://json-schema.org/draft/2020-12/schema",
      "type": "object",
      "properties": {
        "callbackUrls": {
          "type": "array",
          "title": "Callback URLs",
          "description": "Where Cognito sends people after sign-in. The product's documentation calls it redirect URI.",
          "examples": [
            [
              "https://app.example.com/oauth2/callback"
            ]
          ],
          "minItems": 1,
          "maxItems": 100,
          "items": {
            "type": "string",
            "title": "Callback URL",
            "description": "An absolute URL, compared character by character.",
            "format": "uri",
            "pattern": "^(?:[Hh][Tt][Tt][Pp][Ss]://[^\\s/?#@\\\\]+|[Hh][Tt][Tt][Pp]://(?:[Ll][Oo][Cc][Aa][Ll][Hh][Oo][Ss][Tt]|127\\.0\\.0\\.1|\\[::1\\])(?::[0-9]*)?)(?:[/?][^\\s#*\\\\]*)?$",
            "maxLength": 1024
          },
          "uniqueItems": true
        },
        "logoutUrls": {
          "type": "array",
          "title": "Logout URLs",
          "description": "Where Cognito may send people after sign-out. None, if the product does not sign out of Cognito.",
          "default": [],
          "examples": [
            [
              "https://app.example.com/"
            ]
          ],
          "minItems": 0,
          "maxItems": 100,
          "items": {
            "type": "string",
            "title": "Logout URL",
            "description": "An absolute URL, compared character by character.",
            "format": "uri",
            "pattern": "^(?:[Hh][Tt][Tt][Pp][Ss]://[^\\s/?#@\\\\]+|[Hh][Tt][Tt][Pp]://(?:[Ll][Oo][Cc][Aa][Ll][Hh][Oo][Ss][Tt]|127\\.0\\.0\\.1|\\[::1\\])(?::[0-9]*)?)(?:[/?][^\\s#*\\\\]*)?$",
            "maxLength": 1024
          },
          "uniqueItems": true
        }
      },
      "required": [
        "callbackUrls"
      ],
      "additionalProperties": false
    },
    "artifacts": [
      {
        "name": "env",
        "method": "env",
        "title": "Environment variables",
        "mediaType": "text/plain",
        "apply": "merge"
      },
      {
        "name": "json",
        "method": "json",
        "title": "JSON document",
        "mediaType": "application/json",
        "apply": "create"
      }
    ],
    "quirks": {
      "illegalScopes": [
        "groups",
        "offline_access",
        "roles"
      ],
      "claims": {
        "sub": [
          "id-token",
          "access-token",
          "user-info"
        ],
        "email": [
          "id-token",
          "user-info"
        ],
        "email_verified": [
          "id-token",
          "user-info"
        ],
        "cognito:username": [
          "id-token"
        ],
        "username": [
          "access-token",
          "user-info"
        ],
        "cognito:groups": [
          "id-token",
          "access-token"
        ]
      },
      "logout": "full-url",
      "pkce": "up-to-the-product",
      "usernameClaim": null
    },
    "proof": null
  }
];
