import { unreachable } from "./unreachable.ts";

/** Takes the place of asking a virtual machine's metadata service for the Region: throws. */
export const getInstanceMetadataRegion = unreachable("the Region of the instance metadata");
