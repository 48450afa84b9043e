import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Of each line, a pattern and a text in Base64: all matches with their groups, or `!` for what is no pattern. */
public final class JavaMatches {
    public static void main(String[] args) throws Exception {
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            String[] parts = line.split("\t", -1);
            out.println(matches(decoded(parts[0]), decoded(parts[1])));
        }
        out.flush();
    }

    private static String matches(String pattern, String text) {
        try {
            Matcher matcher = Pattern.compile(pattern).matcher(text);
            StringBuilder all = new StringBuilder();
            while (matcher.find()) {
                all.append('[');
                for (int i = 0; i <= matcher.groupCount(); i++) {
                    String group = matcher.group(i);
                    all.append(group == null ? "~" : Base64.getEncoder().encodeToString(group.getBytes(StandardCharsets.UTF_8))).append('|');
                }
                all.append(']');
            }
            return all.toString();
        } catch (PatternSyntaxException notOne) {
            return "!";
        }
    }

    private static String decoded(String text) {
        return new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
    }
}
