package io.millrace.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.flink.table.api.ValidationException;
import org.junit.jupiter.api.Test;

class MessagesTest {
    @Test
    void rootCauseComesFirstAndEmptyWrappersAreLeftOut() {
        Throwable failure = new ExecutionException(
                new ValidationException("SQL\n  validation failed.", new IOException("no such\nfile")));
        assertEquals("IOException: no such file — in: SQL validation failed.", Failures.explain(failure));
    }

    @Test
    void aWrapperThatRepeatsItsCauseIsLeftOut() {
        assertEquals("IOException: x", Failures.explain(new IllegalStateException(new IOException("x"))));
    }

    @Test
    void secretsAreHiddenAlsoInCauses() {
        Secrets secrets = Secrets.of(new PropertyGroups(Map.of("table.a",
                Map.of("password", "hunter22x", "aws.credentials.basic.accesskeyid", "AKIDEXAMPLE", "path", "/visible"))));
        Throwable failure = new ValidationException(
                "Cannot.\n\nTable options are:\n\n'format'='json'\n'pass'='it's hunter22x'", new IOException("hunter22x AKIDEXAMPLE /visible"));
        StringWriter trace = new StringWriter();
        secrets.hide(failure).printStackTrace(new PrintWriter(trace));
        assertFalse(trace.toString().contains("hunter22x"), trace.toString());
        assertEquals("Cannot.", secrets.hide(failure.getMessage()));
        assertEquals("****** ****** /visible", secrets.hide(failure.getCause().getMessage()));
    }
}
