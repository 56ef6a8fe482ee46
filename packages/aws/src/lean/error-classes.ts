/** What an error of the SDK is made from: its own members, when the service gave them. */
type Options = Readonly<Record<string, unknown>>;

/** The base class of a client's errors, like `DynamoDBServiceException`. */
type BaseError = new (options: Options) => Error;

/** What the class of one error says, as the service model has it. */
interface Shape {
  readonly fault: "client" | "server";
  /** The error's members beside its message. */
  readonly members?: readonly string[];
  /** The trait `smithy.api#retryable`. */
  readonly retryable?: object;
}

/**
 * Makes the error classes of one client, equal to those that the SDK writes out one by one. `namespace` is that of the service model
 * (https://smithy.io/2.0/spec/model.html#shape-id).
 */
export function errorClasses(Base: BaseError, namespace: string) {
  return (name: string, { fault, members = [], retryable }: Shape): BaseError => {
    class ModeledError extends Base {
      static readonly shapeId = `${namespace}#${name}`;

      constructor(options: Options) {
        super({ name, $fault: fault, ...options });
        // The base class has just made itself the prototype.
        Object.setPrototypeOf(this, ModeledError.prototype);
        Object.assign(this, { name, $fault: fault }, retryable && { $retryable: { ...retryable } });
        for (const member of members) Object.assign(this, { [member]: options[member] });
      }
    }
    return ModeledError;
  };
}
