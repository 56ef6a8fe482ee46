import type { RotationId } from "@latchkey/core/ids";
import type { PathParameter } from "./parameters.ts";

const ULID = "[0-7][0-9A-HJKMNP-TV-Z]{25}";

export const integrationIdParameter: PathParameter = {
  description: "The integration's id, as its registration answered it.",
  pattern: `^int_${ULID}$`,
  example: "int_01KAJ8XQ6T2M9WZ3R5V7Y0BCDE",
};

export const rotationIdParameter: PathParameter = {
  description: "The rotation's id, as its start answered it.",
  pattern: `^rot_${ULID}$`,
  example: "rot_01KAJ8XQ6T2M9WZ3R5V7Y0BCDE",
};

const ROTATION_ID = new RegExp(rotationIdParameter.pattern);

/** Whether a text from outside has the form of a rotation's id. */
export const isRotationId = (text: string): text is RotationId => ROTATION_ID.test(text);

export const connectorParameter: PathParameter = {
  description: "A connector's id, as the list of connectors shows it.",
  pattern: "^[a-z0-9][a-z0-9-]{0,62}$",
  example: "gitlab",
};

export const artifactParameter: PathParameter = {
  description: "An artifact's name, as the payload shows it.",
  pattern: "^[a-z0-9][a-z0-9.-]{0,62}$",
  example: "gitlab.rb",
};
