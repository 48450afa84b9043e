package io.millrace.bridge;

/** Something the reader of the message can mend: its text stands alone, without a stack trace. */
final class BridgeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BridgeException(String message) {
        super(message);
    }

    BridgeException(String message, Throwable cause) {
        super(message, cause);
    }
}
