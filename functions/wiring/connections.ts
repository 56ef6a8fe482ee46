import type { Connection } from "@latchkey/aws/connection";
import type { Configuration } from "@latchkey/runtime/configuration";

/** The connection to one service, by the name of its endpoint in the configuration. */
export const connections =
  ({ aws, callMs }: Pick<Configuration, "aws" | "callMs">) =>
  (service: keyof Configuration["aws"]["endpoints"]): Connection => ({
    region: aws.region,
    credentials: aws.credentials,
    endpoint: aws.endpoints[service],
    callMs,
  });
