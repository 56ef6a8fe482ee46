import type { ArtifactReaders } from "./artifact-readers.ts";
import { appsmithRelyingParty } from "./products/appsmith.ts";
import { pomeriumRelyingParty } from "./products/pomerium.ts";
import { cellsRelyingParty } from "./products/pydio-cells.ts";
import type { Readable, RelyingParty } from "./relying-party.ts";

/** A registration of the demo, and how each of its artifacts is read. */
export interface DemoCase {
  readonly title: string;
  readonly body: Readonly<Record<string, unknown>>;
  /**
   * The artifact's values as the product would have them; undefined for one that only accompanies others. `all` are the registration's
   * artifacts: some carry their values together.
   */
  read(readers: ArtifactReaders, artifact: Readable, all: readonly Readable[]): RelyingParty | undefined;
}

/** Reads artifacts of these names. */
const onlyOf =
  (names: readonly string[], read: DemoCase["read"]): DemoCase["read"] =>
  (readers, artifact, all) =>
    names.includes(artifact.name) ? read(readers, artifact, all) : undefined;

const readGitLab = onlyOf(["gitlab.rb", "gitlab.yml", "secret.yaml", "compose.yaml"], (readers, artifact) =>
  readers.gitLabRelyingParty(artifact),
);

const gitlab = (title: string, settings: Readonly<Record<string, unknown>>): DemoCase => ({
  title,
  body: { connector: "gitlab", name: title, settings: { baseUrl: "https://gitlab.example.com", ...settings } },
  read: readGitLab,
});

const pydioCells: DemoCase = {
  title: "Pydio Cells",
  body: { connector: "pydio-cells", name: "Pydio Cells", settings: { baseUrl: "https://cells.example.com" } },
  read: onlyOf(
    ["connector.json", "cli-command", "install.yaml", "install-v5.yaml", "console-fields"],
    (_readers, artifact) => cellsRelyingParty(artifact),
  ),
};

const APPSMITH = "https://appsmith.example.com";

const appsmith: DemoCase = {
  title: "Appsmith",
  body: { connector: "appsmith", name: "Appsmith", settings: { baseUrl: APPSMITH } },
  read: onlyOf(["docker.env", "admin-settings.json", "values.yaml", "form-fields"], (_readers, artifact, all) =>
    appsmithRelyingParty(artifact, all, { baseUrl: APPSMITH }),
  ),
};

const pomerium: DemoCase = {
  title: "Pomerium",
  body: {
    connector: "pomerium",
    name: "Pomerium",
    settings: { authenticateUrl: "https://authenticate.example.com" },
  },
  read: onlyOf(["config.yaml", "pomerium.env", "pomerium.yaml"], (_readers, artifact, all) =>
    pomeriumRelyingParty(artifact, all),
  ),
};

/** What the demo registers: every connector, and GitLab in both of its strategies. */
export const demoCases: readonly DemoCase[] = [
  gitlab("GitLab, OpenID Connect", {}),
  gitlab("GitLab, OAuth 2.0", { strategy: "oauth2_generic" }),
  pydioCells,
  appsmith,
  pomerium,
  {
    title: "Any OpenID Connect application",
    body: {
      connector: "generic-oidc",
      name: "Any OpenID Connect application",
      settings: {
        callbackUrls: ["https://app.example.com/oidc/callback"],
        logoutUrls: ["https://app.example.com/signed-out"],
      },
    },
    read: (readers, artifact) => readers.genericOidc(artifact),
  },
];
