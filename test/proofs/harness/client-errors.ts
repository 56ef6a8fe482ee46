/** The product said no: it refused a configuration, a callback, or a token. Negatives expect it, and it makes a mutation caught. */
export class ProductRefusal extends Error {
  override readonly name = "ProductRefusal";
}

/** The client program itself broke: it ended, hung, or answered something that is no answer. Never proves anything. */
export class ClientFailure extends Error {
  override readonly name = "ClientFailure";
}
