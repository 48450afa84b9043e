package io.millrace.bridge;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes one readable paragraph of a chain of causes, the root first: that is where the cure is. */
final class Failures {
    private static final int LONGEST = 1500;
    private static final int MOST_TOLD = 3;
    /** Wrappers which say only that something below them failed. */
    private static final Set<String> EMPTY_WRAPPERS = Set.of(
            "JobExecutionException", "ExecutionException", "CompletionException", "InvocationTargetException", "FlinkException",
            "JobInitializationException", "JobSubmissionException", "TableException: Failed to execute sql",
            "TableException: Failed to wait job finish", "JobException: Recovery is suppressed", "ExceptionInChainedOperatorException",
            "WrappingRuntimeException", "FlinkRuntimeException", "UndeclaredThrowableException", "BatchExecutionException",
            "ProgramInvocationException", "ChainedOperatorException");
    /** Their messages are written for people; for all others the class says what went wrong. */
    private static final Set<String> WRITTEN_FOR_PEOPLE =
            Set.of("BridgeException", "ValidationException", "TableException", "SqlParserException", "SqlParserEOFException", "ParseException",
                    "CalciteContextException", "SqlValidatorException", "AmbiguousTableFactoryException", "NoMatchingTableFactoryException");

    /** Where the validator puts what it found; the root cause itself does not know. */
    private static final Pattern POSITION = Pattern.compile("From line (\\d+), column (\\d+)");

    private Failures() {}

    static String explain(Throwable failure) {
        List<String> causes = new ArrayList<>();
        Throwable current = failure;
        for (int depth = 0; current != null && depth < 50; depth++, current = current.getCause()) {
            causes.add(0, describe(current));
        }
        List<String> told = new ArrayList<>(causes.subList(0, 1));
        String position = "";
        for (String cause : causes.subList(1, causes.size())) {
            boolean repeats = told.stream().anyMatch(known -> repeats(cause, known));
            Matcher found = POSITION.matcher(cause);
            if (repeats && position.isEmpty() && found.find()) {
                position = " at line " + found.group(1) + ", column " + found.group(2);
            }
            // The statement is told however long the chain is.
            boolean hasRoom = told.size() < MOST_TOLD || cause.contains(" of the script");
            if (!repeats && !isEmptyWrapper(cause) && hasRoom) {
                told.add(cause);
            }
        }
        told.set(0, told.get(0) + position);
        String text = String.join(" — in: ", told);
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST - 1) + "…";
    }

    private static String describe(Throwable failure) {
        // A failure sent between Flink's processes arrives as "SerializedThrowable: full.class.Name: message".
        String name = failure.getClass().getSimpleName();
        String message = oneLine(failure.getMessage());
        if (name.equals("SerializedThrowable")) {
            int colon = message.indexOf(": ");
            String qualified = colon < 0 ? message : message.substring(0, colon);
            if (qualified.matches("[\\w.$]+")) {
                name = qualified.substring(Math.max(qualified.lastIndexOf('.'), qualified.lastIndexOf('$')) + 1);
                message = colon < 0 ? "" : message.substring(colon + 2);
            }
        }
        if (message.isEmpty()) {
            return name;
        }
        return WRITTEN_FOR_PEOPLE.contains(name) && EMPTY_WRAPPERS.stream().noneMatch((name + ": " + message)::startsWith)
                ? message
                : name + ": " + message;
    }

    private static String oneLine(String message) {
        String line = message == null ? "" : message.replaceAll("\\s+", " ").trim();
        // The parser lists every token it knows; where it stumbled is what helps.
        return line.replaceFirst(" Was expecting one of: (\"[^\"]*\"|<\\w+>) .*", "");
    }

    private static boolean isEmptyWrapper(String cause) {
        return EMPTY_WRAPPERS.stream().anyMatch(cause::startsWith);
    }

    /** A wrapper often repeats its cause's message, with or without the class. */
    private static boolean repeats(String cause, String known) {
        String bare = withoutClass(cause);
        return known.contains(bare) || bare.endsWith(withoutClass(known));
    }

    private static String withoutClass(String cause) {
        return cause.replaceFirst("^\\w+: ", "");
    }
}
