import type { Exchange } from "./exchange.ts";

/**
 * The part of an API Gateway HTTP API event, payload format 2.0, that is read
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html).
 */
export interface ApiEvent {
  readonly rawPath: string;
  readonly rawQueryString?: string;
  /** By lower-case name; several of one name are joined by commas. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly body?: string;
  readonly isBase64Encoded?: boolean;
  readonly requestContext: {
    readonly requestId: string;
    readonly http: { readonly method: string };
    /** Only on routes with the JWT authorizer. */
    readonly authorizer?: { readonly jwt?: { readonly claims: Readonly<Record<string, unknown>> } };
  };
}

/** An event in the chain. */
export interface OpenEvent extends ApiEvent {
  readonly exchange: Exchange;
}

/** The part of the Lambda context that is read. */
export interface ApiContext {
  getRemainingTimeInMillis(): number;
}

/** A structured answer of payload format 2.0. */
export interface ApiResult {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}
