import type { Plugin } from "esbuild";
import { leanConfigFiles } from "./lean-config-files.ts";
import { leanCredentials } from "./lean-credentials.ts";
import { leanEndpointDiscovery } from "./lean-endpoint-discovery.ts";
import { leanEndpointRules } from "./lean-endpoint-rules.ts";
import { leanEndpoints } from "./lean-endpoints.ts";
import { leanErrors } from "./lean-errors.ts";
import { leanEventStreams } from "./lean-event-streams.ts";
import { leanExtensions } from "./lean-extensions.ts";
import { leanHash } from "./lean-hash.ts";
import { leanLogging } from "./lean-logging.ts";
import { leanRecursionDetection } from "./lean-recursion-detection.ts";
import { leanRegion } from "./lean-region.ts";
import { leanRetries } from "./lean-retries.ts";
import { leanUserAgent } from "./lean-user-agent.ts";
import { leanVersions } from "./lean-versions.ts";
import { requiredBuiltins } from "./required-builtins.ts";

/** What makes a function's bundle start fast: built-ins without their facades, and the AWS SDK without what is never reached. */
export const plugins: readonly Plugin[] = [
  requiredBuiltins,
  leanCredentials,
  leanVersions,
  leanUserAgent,
  leanEventStreams,
  leanEndpointDiscovery,
  leanRegion,
  leanEndpoints,
  leanHash,
  leanRetries,
  leanRecursionDetection,
  leanExtensions,
  leanLogging,
  leanConfigFiles,
  leanEndpointRules,
  leanErrors,
];
