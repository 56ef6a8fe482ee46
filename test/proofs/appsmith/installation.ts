import { strict as assert } from "node:assert";
import { type Artifact, SECRET_TOKEN } from "@latchkey/core/payload";
import type { ClientProcess } from "../harness/client-process.ts";
import { artifactNamed, type Registration } from "../harness/proof.ts";
import { runAdminRequests } from "./admin-requests.ts";

/** A registration, and where its Appsmith is. */
export interface Registered {
  readonly baseUrl: string;
  readonly registration: Registration;
}

export type SecretForm = "inline" | "reference";

/** A way to configure Appsmith. */
export interface Way {
  readonly title: string;
  /** The names of the artifacts that are used together. */
  readonly artifacts: readonly string[];
  /** Does with the artifacts what their steps say. */
  configure(server: Server, registration: Registration, artifacts: readonly Artifact[]): Promise<void>;
}

/** A running Appsmith. */
interface Server {
  readonly client: ClientProcess;
  /** On this machine. */
  readonly port: number;
}

/** Who may change Appsmith's settings; the steps name this address as an example. */
const SUPERUSER = { username: "admin@example.com", password: "Super user's pass&word=1" };

/** A file that the container reads. */
export const dockerEnv: Way = {
  title: "docker.env",
  artifacts: ["docker.env"],
  async configure({ client }, _registration, [artifact]) {
    await client.ask({ do: "open", as: "docker.env", artifact: nameAndBody(artifact) });
  },
};

/** The settings page, filled in by hand. */
export const form: Way = {
  title: "form",
  artifacts: ["form-fields"],
  async configure({ client }, { clientSecret }, [artifact]) {
    const { name, body } = nameAndBody(artifact);
    // Parse boundary: the documented form of what is entered, checked member by member here and by the client.
    for (const { value, sensitive } of JSON.parse(body) as readonly { value: unknown; sensitive: unknown }[])
      assert.equal(sensitive, value === clientSecret, "the secret is shown, or something else is hidden");
    await client.ask({ do: "open", as: "form", artifact: { name, body } });
  },
};

function nameAndBody(artifact: Artifact | undefined): { readonly name: string; readonly body: string } {
  if (artifact === undefined) throw new Error("there is no artifact");
  return { name: artifact.name, body: artifact.body };
}

/** The chart's values and the Secret beside them. */
export const helm: Way = {
  title: "helm",
  artifacts: ["secret.yaml", "values.yaml"],
  async configure({ client }, { clientSecret, secretName }, artifacts) {
    await client.ask({
      do: "open",
      as: "helm",
      artifact: { name: "values.yaml", body: artifactNamed(artifacts, "values.yaml").body },
      files: { "secret.yaml": artifactNamed(artifacts, "secret.yaml").body },
      secrets: { [secretName]: { clientSecret } },
    });
  },
};

/** The API behind the settings page. Its Appsmith has to be at an address without TLS. */
export const adminApi: Way = {
  title: "admin-api",
  artifacts: ["admin-settings.json", "admin-request"],
  configure: ({ port }, _registration, artifacts) => runAdminRequests(port, artifacts, SUPERUSER.password),
};

/** The same with a later version of Appsmith, which restarts by itself. */
export const laterAdminApi: Way = { ...adminApi, title: "later-admin-api" };

/** Starts from an Appsmith without a provider and configures it in one way. */
export async function install(
  client: ClientProcess,
  way: Way,
  { baseUrl, registration }: Registered,
  artifacts: readonly Artifact[] = artifactsOf(way, registration, "inline"),
): Promise<void> {
  const { port } = await client.ask({
    do: "serve",
    baseUrl,
    restartsItself: way === laterAdminApi,
    ...SUPERUSER,
  });
  await way.configure({ client, port: Number(port) }, registration, artifacts);
}

/** The artifacts of one way, after the administrator's first step: where a format has no reference, the value is filled in by hand. */
export const artifactsOf = (way: Way, registration: Registration, secret: SecretForm): readonly Artifact[] =>
  way.artifacts.map((name) => {
    const artifact = artifactNamed(registration[secret], name);
    return { ...artifact, body: artifact.body.replaceAll(SECRET_TOKEN, registration.clientSecret) };
  });
