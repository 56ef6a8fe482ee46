import { createHash, createHmac, type Hash, type Hmac } from "node:crypto";

type Source = string | ArrayBuffer | ArrayBufferView;

/**
 * Takes the place of the SDK's SHA-256 (FIPS 180-4), an HMAC with a key (RFC 2104). A key goes to Node as text: to one of bytes, Node 24
 * first tries whether it is an object of keys, which takes five times as long as all the rest.
 */
export class Sha256Node {
  readonly digestLength = 32;
  readonly #key: string | undefined;
  #hash: Hash | Hmac;

  constructor(secret?: Source) {
    this.#key = secret === undefined ? undefined : bytesOf(secret).toString("latin1");
    this.#hash = hashWith(this.#key);
  }

  update(data: Source): void {
    this.#hash.update(bytesOf(data));
  }

  /** What was hashed since the construction or the last `reset`. Once. */
  async digest(): Promise<Uint8Array> {
    const { buffer, byteOffset, byteLength } = this.#hash.digest();
    return new Uint8Array(buffer, byteOffset, byteLength);
  }

  reset(): void {
    this.#hash = hashWith(this.#key);
  }
}

const hashWith = (key: string | undefined): Hash | Hmac =>
  key === undefined ? createHash("sha256") : createHmac("sha256", key, { encoding: "latin1" });

function bytesOf(source: Source): Buffer {
  if (typeof source === "string") return Buffer.from(source);
  return ArrayBuffer.isView(source)
    ? Buffer.from(source.buffer, source.byteOffset, source.byteLength)
    : Buffer.from(source);
}
