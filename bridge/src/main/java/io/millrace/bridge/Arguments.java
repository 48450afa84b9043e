package io.millrace.bridge;

import java.nio.file.Path;

/** What the command line asks for. */
final class Arguments {
    enum Mode {
        MANAGED,
        RUN,
        COMPILE,
        EXPLAIN,
        SERVE
    }

    private static final String USAGE =
            "usage: --script FILE --properties FILE [--compile | --explain | [--plan FILE] [--dashboard PORT]] [--verbose]"
                    + "  |  --serve [--verbose]";

    Mode mode;
    Path script;
    Path properties;
    Path plan;
    Integer dashboard;
    boolean verbose;

    private Arguments() {}

    static Arguments parse(String[] args) {
        Arguments parsed = new Arguments();
        boolean serve = false;
        boolean compile = false;
        boolean explain = false;
        for (int i = 0; i < args.length; i++) {
            switch (args[i]) {
                case "--script":
                    parsed.script = Path.of(value(args, ++i));
                    break;
                case "--properties":
                    parsed.properties = Path.of(value(args, ++i));
                    break;
                case "--plan":
                    parsed.plan = Path.of(value(args, ++i));
                    break;
                case "--dashboard":
                    parsed.dashboard = port(value(args, ++i));
                    break;
                case "--compile":
                    compile = true;
                    break;
                case "--explain":
                    explain = true;
                    break;
                case "--serve":
                    serve = true;
                    break;
                case "--verbose":
                    parsed.verbose = true;
                    break;
                default:
                    throw new BridgeException("unknown argument " + args[i] + "; " + USAGE);
            }
        }
        boolean files = parsed.script != null && parsed.properties != null;
        boolean anyFile = parsed.script != null || parsed.properties != null;
        boolean onlyRuns = parsed.plan != null || parsed.dashboard != null;
        if (args.length == 0) {
            parsed.mode = Mode.MANAGED;
        } else if (serve && !anyFile && !compile && !explain && !onlyRuns) {
            parsed.mode = Mode.SERVE;
        } else if (!serve && files && !(compile && explain) && !((compile || explain) && onlyRuns)) {
            parsed.mode = compile ? Mode.COMPILE : explain ? Mode.EXPLAIN : Mode.RUN;
        } else {
            throw new BridgeException(USAGE);
        }
        return parsed;
    }

    private static String value(String[] args, int index) {
        if (index >= args.length) {
            throw new BridgeException(args[index - 1] + " needs a value; " + USAGE);
        }
        return args[index];
    }

    private static int port(String text) {
        try {
            int port = Integer.parseInt(text);
            if (port >= 0 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException notANumber) {
            // Told below.
        }
        throw new BridgeException("--dashboard needs a port from 0 (any free one) to 65535, not " + text);
    }
}
