/**
 * An error that a person can act on: a stable `code`, what is wrong and where in `message`, and the cure where it isn't
 * plain from the message. The command prints it without a stack trace.
 */
export class MillraceError extends Error {
  override readonly name = 'MillraceError';

  constructor(
    readonly code: string,
    message: string,
    readonly cure?: string,
    options?: ErrorOptions,
  ) {
    super(cure ? `${message}\n  ${cure}` : message, options);
  }
}
