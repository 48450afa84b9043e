package io.millrace.bridge;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Hides secrets in what others print, line by line: Flink's loggers write the messages of exceptions as they are. */
final class GuardedOutput extends OutputStream {
    private final PrintStream output;
    private final Secrets secrets;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    private GuardedOutput(PrintStream output, Secrets secrets) {
        this.output = output;
        this.secrets = secrets;
    }

    /** From here on the error stream, which is also where logs go, tells nothing of these secrets. */
    static void guardErrors(Secrets secrets) {
        System.setErr(new PrintStream(new GuardedOutput(System.err, secrets), true, StandardCharsets.UTF_8));
    }

    @Override
    public synchronized void write(int b) {
        line.write(b);
        if (b == '\n') {
            // A PrintStream takes text in the encoding of the machine, and this is UTF-8 whatever that is.
            byte[] safe = secrets.hide(line.toString(StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);
            output.write(safe, 0, safe.length);
            output.flush();
            line.reset();
        }
    }
}
