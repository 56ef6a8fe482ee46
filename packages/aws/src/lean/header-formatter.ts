import { unreachable } from "./unreachable.ts";

/** Takes the place of the signer's encoder for the headers of events: every signer makes one, and only a stream of events uses it. */
export class HeaderFormatter {
  readonly format = unreachable("the signing of events");
}
