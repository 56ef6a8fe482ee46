import type { IncomingMessage, ServerResponse } from "node:http";
import { createValidator, type Validator } from "../model/validate.ts";
import { AwsError } from "./aws-error.ts";
import { type Answer, errorAnswer, writeAnswer } from "./aws-json.ts";
import type { Clock } from "./clock.ts";
import { connectionOf } from "./connection.ts";
import type { Faults, Refusal } from "./faults.ts";
import { readInput } from "./read-input.ts";
import { type PendingCall, serveWithFault } from "./serve-with-fault.ts";
import type { AwsService, Input, ServiceName } from "./service.ts";
import { internalError, serviceErrors } from "./service-errors.ts";
import type { Store } from "./store.ts";

export interface AwsEndpointContext {
  readonly services: readonly AwsService[];
  readonly faults: Faults;
  readonly store: Store;
  readonly clock: Clock;
  /** Told of every exception that is not an answer of AWS: a defect of the stand-in. */
  readonly onError: (error: unknown) => void;
  /** Told of every valid call when its answer leaves. */
  readonly onCall?: (call: AnsweredCall) => void;
}

/** One call as AWS saw it. */
export interface AnsweredCall {
  readonly service: ServiceName;
  readonly operation: string;
  readonly input: Input;
  /** Epoch milliseconds of the stand-in's clock: when it was performed or refused. */
  readonly at: number;
  /** AWS's name of the refusal. */
  readonly error?: string;
  /** Whether a fault hit it: without one, a refusal is the service's own. */
  readonly faulty: boolean;
}

export interface AwsEndpoint {
  /** Answers one AWS JSON call. Never rejects for what a caller sends. */
  serve(target: string, request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** Drops effects that were to land later, and resolves when no effect is running any more. */
  close(): Promise<void>;
}

/**
 * The AWS JSON protocol (https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html) in front of the services. A call is parsed,
 * known, valid, possibly faulty, performed and durable, in that order, before its answer leaves.
 */
export function createAwsEndpoint(context: AwsEndpointContext): AwsEndpoint {
  const served = new Map(context.services.map((service) => [service.targetPrefix, withValidator(service)]));
  const running = new Set<Promise<Answer>>();
  let open = true;
  return {
    async serve(target, request, response) {
      const { prefix, operation } = splitTarget(target);
      const found = served.get(prefix);
      const connection = connectionOf<Answer>(request, response, (answer) =>
        writeAnswer(response, found?.service.jsonVersion ?? "1.1", answer),
      );
      const accepted = await accept(found, operation, request);
      if (accepted === undefined) return;
      if ("refusal" in accepted) return connection.answer(errorAnswer(accepted.refusal));
      const { service, input } = accepted;
      const run = (effect: () => unknown): Promise<Answer> => {
        const answer = performed(context, () => internalError(service, operation), effect);
        running.add(answer);
        return answer.finally(() => running.delete(answer));
      };
      const call = pendingCall(context, { service, operation, input, run, mayLand: () => open });
      const fault = context.faults.next(service.name, operation, input);
      const seen = { service: service.name, operation, input, at: context.clock.now(), faulty: fault !== undefined };
      const answer = (given: Answer): void => {
        context.onCall?.({ ...seen, ...errorOf(given) });
        connection.answer(given);
      };
      await serveWithFault(call, fault, { ...connection, answer });
    },
    async close() {
      open = false;
      await Promise.all(running);
    },
  };
}

function errorOf({ status, body }: Answer): { readonly error?: string } {
  if (status === 200) return {};
  // `errorAnswer` wrote it.
  const { __type: error } = body as { readonly __type: string };
  return { error };
}

interface Served {
  readonly service: AwsService;
  readonly operations: ReadonlySet<string>;
  readonly validate: Validator;
}

function withValidator(service: AwsService): Served {
  const { model, name } = service;
  const validate = model ? createValidator(model, serviceErrors[name].validation) : (): void => undefined;
  return { service, operations: new Set(service.operations), validate };
}

function splitTarget(target: string): { readonly prefix: string; readonly operation: string } {
  const dot = target.lastIndexOf(".");
  return { prefix: target.slice(0, Math.max(dot, 0)), operation: target.slice(dot + 1) };
}

type Accepted = { readonly service: AwsService; readonly input: Input } | { readonly refusal: AwsError };

/** Reads and checks a call; undefined when the caller left while it was read. */
async function accept(
  served: Served | undefined,
  operation: string,
  request: IncomingMessage,
): Promise<Accepted | undefined> {
  try {
    const input = await readInput(request);
    if (input === undefined) return undefined;
    if (served === undefined || !served.operations.has(operation)) {
      throw new AwsError("UnknownOperationException", `The operation ${operation} is not served here`);
    }
    served.validate(operation, input);
    return { service: served.service, input };
  } catch (error) {
    if (error instanceof AwsError) return { refusal: error };
    throw error;
  }
}

interface AcceptedCall {
  readonly service: AwsService;
  readonly operation: string;
  readonly input: Input;
  /** Has an effect and answers; see `performed`. */
  readonly run: (effect: () => unknown) => Promise<Answer>;
  readonly mayLand: () => boolean;
}

function pendingCall(
  { clock, store }: AwsEndpointContext,
  { service, operation, input, run, mayLand }: AcceptedCall,
): PendingCall<Answer> {
  const handle = (): unknown => service.handle(operation, input);
  return {
    clock,
    mayLand,
    perform: () => run(handle),
    performStale: (ms) =>
      run(() => {
        assertReadable(service, operation);
        return store.asOf(ms, handle);
      }),
    refused: (fault) => errorAnswer(refusal(service, fault)),
  };
}

const refusal = ({ name }: AwsService, fault: Refusal): AwsError =>
  fault.kind === "throttle" ? serviceErrors[name].throttled() : new AwsError(fault.type, fault.message ?? fault.type);

const READ = /^(?:Admin|Batch)?(?:Get|List|Describe)/;

/** Throws for a call that cannot be stale. */
function assertReadable({ name }: AwsService, operation: string): void {
  if (name !== "dynamodb" && READ.test(operation)) return;
  throw new Error(`A stale ${name} ${operation} is impossible: only reads of the store have a past`);
}

/** Never rejects: a defect becomes the internal error and is reported. */
async function performed(context: AwsEndpointContext, internal: () => AwsError, run: () => unknown): Promise<Answer> {
  try {
    return { status: 200, body: await committed(context.store, run) };
  } catch (error) {
    if (error instanceof AwsError) return errorAnswer(error);
    context.onError(error);
    return errorAnswer(internal());
  }
}

/** A refused call is committed too, because it can have had effects: a user is confirmed although a trigger failed afterwards. */
async function committed(store: Store, run: () => unknown): Promise<unknown> {
  try {
    return await run();
  } finally {
    await store.commit();
  }
}
