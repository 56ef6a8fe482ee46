import * as prism from "@ruby/prism";
import { readForm } from "./formats/form.ts";
import { type GenericParty, genericOidc } from "./products/generic-oidc.ts";
import {
  type GitLabOmniAuth,
  type GitLabProvider,
  gitLabOmniAuth,
  gitLabProvider,
  relyingPartyOf,
} from "./products/gitlab.ts";
import type { Readable, References, RelyingParty } from "./relying-party.ts";

// Readers of artifacts that share nothing with the writers: the official Ruby parser, a YAML library, Node's own dotenv reader, the
// machine's shell. They read as the product does, with every evaluation on the way (ERB, Compose, Go templates), and take whatever
// is not plain data for an error.

/** The readers of GitLab's artifacts, which need the Ruby parser, and those of artifacts that more than one connector may have. */
export interface ArtifactReaders {
  /** The provider entry of gitlab.rb, gitlab.yml, secret.yaml or compose.yaml. */
  gitLabProvider(artifact: Readable, references?: References): GitLabProvider;
  /** The settings beside it; of gitlab.rb, gitlab.yml, values.yaml or compose.yaml. */
  gitLabOmniAuth(artifact: Readable, references?: References): GitLabOmniAuth;
  /** The relying party that a GitLab artifact makes of GitLab. */
  gitLabRelyingParty(artifact: Readable, references?: References): RelyingParty;
  /** The value of the one field of a sign-out artifact. */
  signOutUrl(artifact: Readable): string;
  /** The env block or the JSON document of generic-oidc. */
  genericOidc(artifact: Readable): GenericParty;
}

/** Loads the Ruby parser and answers the readers. */
export async function artifactReaders(): Promise<ArtifactReaders> {
  const parseRuby = await prism.loadPrism();
  const readers: ArtifactReaders = {
    gitLabProvider: (artifact, references = {}) => gitLabProvider(parseRuby, artifact, references),
    gitLabOmniAuth: (artifact, references = {}) => gitLabOmniAuth(parseRuby, artifact, references),
    gitLabRelyingParty: (artifact, references) => relyingPartyOf(readers.gitLabProvider(artifact, references)),
    signOutUrl: ({ body }) => {
      const [url, ...more] = readForm(body).values();
      if (url === undefined || more.length > 0) throw new Error("not one field");
      return url;
    },
    genericOidc,
  };
  return readers;
}
