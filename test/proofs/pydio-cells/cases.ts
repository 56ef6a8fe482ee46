import type { JsonObject } from "@latchkey/core/json";

/** A registration, and what has to come of it; written out, so that nothing is taken from the connector that is to be proven. */
export interface CellsCase {
  /** Names the case in lists of mutations. */
  readonly title: string;
  readonly settings: JsonObject;
  /** The external URL of the Cells site. */
  readonly externalUrl: string;
  readonly callbackUrl: string;
  readonly logoutPage: string;
  readonly label: string;
  /** What Cells knows a person by. */
  readonly userId: "email" | "subject";
  /** Whether Cognito groups become Cells roles. */
  readonly groupsAsRoles: boolean;
}

/** What most people enter. */
export const plainCase: CellsCase = {
  title: "plain",
  settings: { baseUrl: "https://cells.example.com" },
  externalUrl: "https://cells.example.com",
  callbackUrl: "https://cells.example.com/auth/login/callback",
  logoutPage: "https://cells.example.com/logout",
  label: "AWS Cognito",
  userId: "email",
  groupsAsRoles: false,
};

// What a shell, YAML, Cells' installer and Go templates would each evaluate.
const HOSTILE_LABEL = 'It\'s "Cells" $HOME $(id) `id` {$HOME} {{ .x }}: # \\n';

/** Every other setting: under a path, known by sub, groups as roles, and a label that every format has to escape. */
export const otherCase: CellsCase = {
  title: "other",
  settings: {
    baseUrl: "https://example.com/cells",
    label: HOSTILE_LABEL,
    userIdClaim: "sub",
    groupsAsRoles: true,
  },
  externalUrl: "https://example.com/cells",
  callbackUrl: "https://example.com/cells/auth/login/callback",
  logoutPage: "https://example.com/cells/logout",
  label: HOSTILE_LABEL,
  userId: "subject",
  groupsAsRoles: true,
};
