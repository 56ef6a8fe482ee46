import type { ArtifactDraft } from "@latchkey/core/payload";
import { fillInStep } from "../fill-in-step.ts";
import { type YamlValue, yamlDocument } from "../formats/yaml.ts";
import { BUILT_IN_CONNECTOR, connectorObject, SERVICE } from "./connector-object.ts";
import type { PydioCellsInput } from "./settings.ts";

const PATH = `services/${SERVICE}/connectors`;

/**
 * The file of an unattended installation (`cells configure --yaml`; https://github.com/pydio/cells, cmd/configure-ni.go), which sets
 * any path of the configuration. Cells 4 takes any value for one. Cells 5 takes texts only, and JSON where the path says so.
 */
export function installArtifacts(input: PydioCellsInput): readonly ArtifactDraft[] {
  const connectors = [BUILT_IN_CONNECTOR, connectorObject(input)];
  return [
    installArtifact(input, { version: 4, name: "install.yaml", customConfigs: { [PATH]: connectors } }),
    installArtifact(input, {
      version: 5,
      name: "install-v5.yaml",
      customConfigs: { [`${PATH}#json`]: JSON.stringify(connectors) },
    }),
  ];
}

interface Installation {
  readonly version: 4 | 5;
  readonly name: string;
  readonly customConfigs: { readonly [path: string]: YamlValue };
}

const installArtifact = (
  { settings, credentials }: PydioCellsInput,
  { version, name, customConfigs }: Installation,
): ArtifactDraft => ({
  name,
  method: `install-v${version}`,
  title: `Unattended installation, Cells ${version}`,
  fileName: "install.yaml",
  mediaType: "application/yaml",
  apply: "merge",
  target: "the file that cells configure --yaml or CELLS_INSTALL_YAML names",
  body: yamlDocument({ customconfigs: customConfigs }),
  overwrites: ["customconfigs: an existing map is replaced; add this entry to it instead."],
  nextSteps: [
    ...fillInStep(credentials),
    "Merge this into the installation file; it is read once, when Cells is configured.",
    "Run: cells configure --yaml install.yaml",
    `Open ${settings.baseUrl}/login in a private window and sign in with the new button.`,
  ],
});
