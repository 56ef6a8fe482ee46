import { replacing } from "./replacing.ts";

/** Every client is given its Region and its defaults mode: nobody asks a metadata service, which no function has. 1.2 KB of each bundle. */
export const leanRegion = replacing("lean-region", [
  {
    imported: /\/getInstanceMetadataRegion$/,
    within: /\/@smithy\/core\//,
    by: "lean/get-instance-metadata-region.ts",
  },
]);
