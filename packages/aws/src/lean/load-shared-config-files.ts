import { unreachable } from "./unreachable.ts";

/** Takes the place of reading `~/.aws/config` and `~/.aws/credentials`, for settings that a client was not given: throws. */
export const loadSharedConfigFiles = unreachable("the shared configuration files");

/** Stands between the words of a section's name there. */
export const CONFIG_PREFIX_SEPARATOR = ".";
