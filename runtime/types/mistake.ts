declare const MISTAKE: unique symbol;

/**
 * A type that nothing can be assigned to, so that the compiler's message ends with a sentence:
 * `Type '"x"' is not assignable to type 'Mistake<"no time attribute: …">'`.
 */
export interface Mistake<Sentence extends string> {
  readonly [MISTAKE]: Sentence;
}
