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
    "proof": null
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
