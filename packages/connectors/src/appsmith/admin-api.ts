import type { ArtifactDraft } from "@latchkey/core/payload";
import { fillInStep } from "../fill-in-step.ts";
import { curlScript } from "../formats/curl.ts";
import { jsonDocument } from "../formats/json.ts";
import { shellWord } from "../formats/shell.ts";
import type { AppsmithInput } from "./settings.ts";
import { variables } from "./variables.ts";

const BODY_FILE = "appsmith-oidc.json";
const COOKIE_FILE = "appsmith-cookies.txt";
// Appsmith takes a POST that has it for one of its own pages instead of asking for a token against forged requests.
const OWN_PAGE = "X-Requested-By: Appsmith";

/** The API behind the admin settings: the values, and the requests that store them and restart the server. */
export const adminApiArtifacts = (input: AppsmithInput): readonly ArtifactDraft[] => [
  valuesArtifact(input),
  requestArtifact(input),
];

function valuesArtifact(input: AppsmithInput): ArtifactDraft {
  return {
    name: "admin-settings.json",
    method: "admin-api",
    title: "Admin API: the values",
    fileName: BODY_FILE,
    mediaType: "application/json",
    apply: "create",
    target: "an empty folder of your machine",
    body: jsonDocument(Object.fromEntries(variables(input).map(({ key, value }) => [key, value]))),
    nextSteps: [...fillInStep(input.credentials), `Save it as ${BODY_FILE}; the request sends it.`],
  };
}

function requestArtifact({ settings }: AppsmithInput): ArtifactDraft {
  const { baseUrl } = settings;
  return {
    name: "admin-request",
    method: "admin-api",
    title: "Admin API: the requests",
    fileName: "put-appsmith-oidc.sh",
    mediaType: "text/x-shellscript",
    apply: "run",
    target: `a shell in the folder of ${BODY_FILE}`,
    body: curlScript({
      cookies: { file: COOKIE_FILE },
      requests: [
        {
          method: "PUT",
          url: `${baseUrl}/api/v1/admin/env`,
          headers: ["Content-Type: application/json", `Origin: ${new URL(baseUrl).origin}`, OWN_PAGE],
          bodyFile: BODY_FILE,
        },
        // Later versions restart by themselves and know no such request.
        { method: "POST", url: `${baseUrl}/api/v1/admin/restart`, headers: [OWN_PAGE], mayBeUnknown: true },
      ],
    }),
    nextSteps: [
      `With the e-mail address of a superuser, and the password without a line end in password.txt, sign in: ${signInCommand(baseUrl)}`,
      "Run: sh put-appsmith-oidc.sh; Appsmith stores the values and restarts.",
      `Delete ${BODY_FILE}, ${COOKIE_FILE} and password.txt.`,
      `Open ${baseUrl}/user/login and choose Sign in with OIDC SSO.`,
    ],
  };
}

const signInCommand = (baseUrl: string): string =>
  [
    `curl --silent --show-error --output /dev/null --globoff --cookie-jar ${COOKIE_FILE} --header ${shellWord(OWN_PAGE)}`,
    `--data-urlencode username=admin@example.com --data-urlencode password@password.txt --url ${shellWord(`${baseUrl}/api/v1/login`)}`,
  ].join(" ");
