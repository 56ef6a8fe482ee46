import { unreachable } from "./unreachable.ts";

const extension = unreachable("an extension of a client's checksums");

/** Takes the place of what a client offers its `extensions` to change the checksums with: every use throws. */
export const getChecksumConfiguration = () => ({ addChecksumAlgorithm: extension, checksumAlgorithms: extension });

/** What the extensions changed, to be merged into the client's configuration: nothing. */
export const resolveChecksumRuntimeConfig = () => ({});
