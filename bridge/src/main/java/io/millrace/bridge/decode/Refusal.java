package io.millrace.bridge.decode;

/** Leaves the parser with a fault. Has no stack trace: a flood of malformed records must not be slower than good ones. */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    final transient Fault fault;

    Refusal(Fault fault) {
        super(null, null, false, false);
        this.fault = fault;
    }
}
