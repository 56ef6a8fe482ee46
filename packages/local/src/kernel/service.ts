import type { ServiceModel } from "../model/service-model.ts";

/** A parsed AWS JSON request body: always an object. */
export type Input = Readonly<Record<string, unknown>>;

/**
 * One AWS service behind the shared endpoint, chosen by `X-Amz-Target: <targetPrefix>.<operation>`. `handle` answers the output
 * structure (timestamps as epoch seconds) or throws `AwsError`. The server calls it only for what `operations` names and, when
 * there is a `model`, only with an input that satisfies it. Effects are complete when it resolves.
 */
export interface AwsService {
  readonly name: ServiceName;
  readonly targetPrefix: string;
  /** `1.0` for DynamoDB, `1.1` for the others. */
  readonly jsonVersion: "1.0" | "1.1";
  /** What it serves; everything else is `UnknownOperationException`. */
  readonly operations: readonly string[];
  /** The constraints that the server checks before `handle`; a service without one checks its own input. */
  readonly model?: ServiceModel;
  handle(operation: string, input: Input): unknown;
}

export type ServiceName = "cognito-idp" | "secretsmanager" | "dynamodb" | "events";
