import type { JsonObject } from "@latchkey/core/json";

/** A registration, and what has to come of it; written out, so that nothing is taken from the connector that is to be proven. */
export interface GitLabCase {
  readonly title: string;
  readonly strategy: "openid_connect" | "oauth2_generic";
  readonly settings: JsonObject;
  readonly callbackUrl: string;
  readonly signedOutUrl: string;
  readonly button: string;
  /** Whether a user whom GitLab creates waits for approval. */
  readonly blocked: boolean;
  /** Whether a user is linked to the GitLab user with the same e-mail address. */
  readonly linkedByEmail: boolean;
}

const PLAIN = {
  signedOutUrl: "https://gitlab.example.com/users/sign_in",
  button: "AWS Cognito",
  blocked: true,
  linkedByEmail: false,
};

// What Ruby, ERB, YAML, Go templates and Compose would each evaluate.
const HOSTILE_LABEL = 'Login "<%= 1 %>" #{1} $HOME ${HOME} {{ .x }}: \\n';
const UNDER_A_PATH = {
  signedOutUrl: "https://example.com/gitlab/users/sign_in",
  button: HOSTILE_LABEL,
  blocked: false,
  linkedByEmail: true,
};
const EVERYTHING_ELSE = {
  baseUrl: "https://example.com/gitlab",
  label: HOSTILE_LABEL,
  blockAutoCreatedUsers: false,
  autoLinkUsers: true,
};

/** Both strategies with what most people enter: the default settings. */
export const plainCases: readonly GitLabCase[] = [
  {
    ...PLAIN,
    title: "openid_connect",
    strategy: "openid_connect",
    settings: { baseUrl: "https://gitlab.example.com" },
    callbackUrl: "https://gitlab.example.com/users/auth/openid_connect/callback",
  },
  {
    ...PLAIN,
    title: "oauth2_generic",
    strategy: "oauth2_generic",
    settings: { baseUrl: "https://gitlab.example.com", strategy: "oauth2_generic" },
    callbackUrl: "https://gitlab.example.com/users/auth/cognito/callback",
  },
];

/** Both strategies with every other setting: under a path, linking users, and a label that every format has to escape. */
export const otherCases: readonly GitLabCase[] = [
  {
    ...UNDER_A_PATH,
    title: "openid_connect under a path",
    strategy: "openid_connect",
    settings: EVERYTHING_ELSE,
    callbackUrl: "https://example.com/gitlab/users/auth/openid_connect/callback",
  },
  {
    ...UNDER_A_PATH,
    title: "oauth2_generic under a path",
    strategy: "oauth2_generic",
    settings: { ...EVERYTHING_ELSE, strategy: "oauth2_generic" },
    callbackUrl: "https://example.com/gitlab/users/auth/cognito/callback",
  },
];
