package io.millrace.bridge.decode;

/** Why a record was refused: a code of the decode contract, and one sentence for people. No exception: it is an expected result. */
public final class Fault {
    public final String code;
    public final String reason;

    public Fault(String code, String reason) {
        this.code = code;
        this.reason = reason;
    }

    @Override
    public String toString() {
        return code + ": " + reason;
    }
}
