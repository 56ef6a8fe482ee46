import type { ArtifactDraft } from "@latchkey/core/payload";
import { fillInStep } from "../fill-in-step.ts";
import { curlScript } from "../formats/curl.ts";
import { jsonDocument } from "../formats/json.ts";
import { CONNECTOR_ID, connectorObject } from "./connector-object.ts";
import type { PydioCellsInput } from "./settings.ts";

const BODY_FILE = "cells-connector.json";

/** The REST API of Cells Enterprise, which creates or replaces one connector and leaves the others alone: the body, and the request. */
export const restArtifacts = (input: PydioCellsInput): readonly ArtifactDraft[] => [
  bodyArtifact(input),
  requestArtifact(input),
];

function bodyArtifact(input: PydioCellsInput): ArtifactDraft {
  return {
    name: "connector.json",
    method: "rest",
    title: "REST API: the connector",
    fileName: BODY_FILE,
    mediaType: "application/json",
    apply: "create",
    target: "an empty folder of your machine",
    body: jsonDocument(connectorObject(input)),
    nextSteps: [...fillInStep(input.credentials), `Save it as ${BODY_FILE}; the request sends it.`],
  };
}

/** https://docs.pydio.com, REST API reference, EnterpriseConfigService: `PUT /a/config/oauth2connectors/{id}`. */
function requestArtifact({ settings }: PydioCellsInput): ArtifactDraft {
  return {
    name: "rest-request",
    method: "rest",
    title: "REST API: the request",
    fileName: "put-cells-connector.sh",
    mediaType: "text/x-shellscript",
    apply: "run",
    target: `a shell in the folder of ${BODY_FILE}`,
    body: curlScript({
      bearer: { variable: "CELLS_TOKEN", meaning: "a personal access token of a Cells administrator" },
      requests: [
        {
          method: "PUT",
          url: `${settings.baseUrl}/a/config/oauth2connectors/${CONNECTOR_ID}`,
          headers: ["Content-Type: application/json"],
          bodyFile: BODY_FILE,
        },
      ],
    }),
    nextSteps: [
      "On the Cells server, get a token for an administrator, here admin: cells admin user token -u admin -e 10m -q",
      "Run: CELLS_TOKEN=... sh put-cells-connector.sh",
      `Delete ${BODY_FILE}.`,
      `Open ${settings.baseUrl}/login in a private window and sign in with the new button.`,
    ],
  };
}
