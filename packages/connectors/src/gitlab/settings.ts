import * as z from "zod/mini";
import { baseUrl, choice, deferred, flag, text, withDefault } from "../schema/fields.ts";

/** Settings of the GitLab connector, in form order. */
export const gitLabSettings = deferred(() =>
  z.strictObject({
    baseUrl: baseUrl({
      title: "GitLab address",
      description: "The address that people open GitLab at: external_url, without a trailing slash.",
      examples: ["https://gitlab.example.com"],
    }),
    strategy: withDefault(
      choice({
        title: "Sign-in strategy",
        description:
          "OpenID Connect checks the ID token and finds the endpoints by itself. Generic OAuth 2.0 is what GitLab's own page on Cognito describes; take it if the name openid_connect is in use by another provider.",
        choices: [
          { value: "openid_connect", title: "OpenID Connect" },
          { value: "oauth2_generic", title: "Generic OAuth 2.0" },
        ],
      }),
      "openid_connect",
    ),
    label: withDefault(
      text({
        title: "Button text",
        description: "What the button on GitLab's sign-in page says.",
        examples: ["AWS Cognito", "Company account"],
        maxLength: 100,
      }),
      "AWS Cognito",
    ),
    autoLinkUsers: withDefault(
      flag({
        title: "Link existing users by e-mail",
        description:
          "Signs a Cognito user in as the GitLab user who has the same e-mail address. Whoever can make Cognito confirm an address then becomes that user: switch it on only if the pool decides who may sign up.",
      }),
      false,
    ),
    blockAutoCreatedUsers: withDefault(
      flag({
        title: "Hold new users for approval",
        description:
          "A user whom GitLab creates at the first sign-in is blocked until an administrator approves. Switched off, everybody whom the pool lets in is let into GitLab.",
      }),
      true,
    ),
  }),
);

/** The settings as they are stored and as artifacts are written from: defaults filled in, the address in normal form. */
export type GitLabSettings = z.output<typeof gitLabSettings>;

/** The name under which GitLab knows the provider: part of the callback path and of `allow_single_sign_on`. */
export const providerName = ({ strategy }: GitLabSettings): "openid_connect" | "cognito" =>
  strategy === "openid_connect" ? "openid_connect" : "cognito";

/** Where Cognito sends people after sign-in: `<base>/users/auth/<name>/callback`. */
export const callbackUrl = (settings: GitLabSettings): string =>
  `${settings.baseUrl}/users/auth/${providerName(settings)}/callback`;

/** Where Cognito sends people after sign-out; registered as logout URL. */
export const signedOutUrl = (settings: GitLabSettings): string => `${settings.baseUrl}/users/sign_in`;
