import type { ArtifactReaders, Readable, RelyingParty } from "./artifact-readers.ts";

/** A registration of the demo, and how each of its artifacts is read. */
export interface DemoCase {
  readonly title: string;
  readonly body: Readonly<Record<string, unknown>>;
  /** The artifact's values as the product would have them; undefined for one that only accompanies others. */
  read(readers: ArtifactReaders, artifact: Readable): RelyingParty | undefined;
}

const readGitLab: DemoCase["read"] = (readers, artifact) =>
  ["gitlab.rb", "gitlab.yml", "secret.yaml", "compose.yaml"].includes(artifact.name)
    ? readers.gitLabRelyingParty(artifact)
    : undefined;

const readGeneric: DemoCase["read"] = (readers, artifact) => readers.genericOidc(artifact);

const gitlab = (title: string, settings: Readonly<Record<string, unknown>>): DemoCase => ({
  title,
  body: { connector: "gitlab", name: title, settings: { baseUrl: "https://gitlab.example.com", ...settings } },
  read: readGitLab,
});

/** What the demo registers: every connector, and GitLab in both of its strategies. */
export const demoCases: readonly DemoCase[] = [
  gitlab("GitLab, OpenID Connect", {}),
  gitlab("GitLab, OAuth 2.0", { strategy: "oauth2_generic" }),
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
    read: readGeneric,
  },
];
