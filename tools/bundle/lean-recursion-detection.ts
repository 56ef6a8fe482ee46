import { replacing } from "./replacing.ts";

/** The trace of an invocation is handed on to nothing that could call a function of ours. 3 KB of each bundle. */
export const leanRecursionDetection = replacing("lean-recursion-detection", [
  {
    imported: /\/getRecursionDetectionPlugin$/,
    within: /\/@aws-sdk\/core\//,
    by: "lean/recursion-detection.ts",
  },
]);
