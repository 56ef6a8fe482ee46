import type { ArtifactDraft } from "@latchkey/core/payload";
import { fillInStep } from "../fill-in-step.ts";
import { shellWord } from "../formats/shell.ts";
import { BUILT_IN_CONNECTOR, CONNECTOR_ID, connectorObject, SERVICE } from "./connector-object.ts";
import type { PydioCellsInput } from "./settings.ts";

/** What a connector is made of. */
type Part = string | false | readonly Part[] | { readonly [key: string]: Part };

const GUARD = [
  `case "$(cells version --format '{{.Version}}')" in`,
  "  [234].*) ;;",
  "  *) echo 'This is for Cells 2 to 4; with a later version use the REST API.' >&2; exit 1 ;;",
  "esac",
];

/**
 * `cells admin config set`, once for each text of the two connectors. The command stores its value as a string, whatever JSON it is
 * (https://github.com/pydio/cells, cmd/admin-config-set.go), and Cells does not start with a list of connectors that is a string.
 * Since version 5 setting one entry of a list empties those before it, so that there is no such command for it. Before, a list grows by
 * an entry, but by its source (common/utils/configx/config.go) the command may crash from the fourth on: this one sets the first two.
 */
export function cliArtifact(input: PydioCellsInput): ArtifactDraft {
  const connectors = [BUILT_IN_CONNECTOR, connectorObject(input)];
  // After --, a value that begins with a hyphen is no option.
  const commands = textsOf(connectors, "connectors").map(
    ([path, text]) => `cells admin config set -- ${SERVICE} ${path} ${shellWord(text)}`,
  );
  return {
    name: "cli-command",
    method: "cli",
    title: "Command line of the server, Cells 2 to 4",
    fileName: "set-cells-connector.sh",
    mediaType: "text/x-shellscript",
    apply: "replace",
    target: "a shell on the Cells server, as the user that runs Cells",
    body: ["#!/bin/sh", "set -eu", ...GUARD, ...commands, ""].join("\n"),
    overwrites: [
      `connectors/0 of the service ${SERVICE}: the built-in connector, as Cells installs it.`,
      `connectors/1: a second connector, if there is one. Unless it is ${CONNECTOR_ID}, use the REST request or the console, which leave the others alone.`,
    ],
    nextSteps: [
      ...fillInStep(input.credentials),
      `See which connectors there are: cells admin config list ${SERVICE}. Go on here only if there is none but ${BUILT_IN_CONNECTOR.id} and, from an earlier time, ${CONNECTOR_ID}.`,
      "Stop Cells, so that it does not read half a connector.",
      "Run: sh set-cells-connector.sh, and delete the file.",
      "Start Cells.",
      `Open ${input.settings.baseUrl}/login in a private window and sign in with the new button.`,
    ],
  };
}

/** Every text with its path. What is false is left out: Cells takes it for false, and the string "false" for a mistake. */
function textsOf(part: Part, path: string): readonly (readonly [path: string, text: string])[] {
  if (part === false) return [];
  if (typeof part === "string") return [[path, part]];
  return Object.entries(part).flatMap(([key, entry]) => textsOf(entry, `${path}/${key}`));
}
