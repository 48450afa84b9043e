package io.millrace.bridge.decode;

import io.millrace.bridge.decode.Contract.Form;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;

/** From the text of a value to the value of a declared type. */
final class Values {
    private static final Pattern NUMBER = Pattern.compile("-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?");
    private static final Map<String, Double> NON_FINITE = Map.of(
            "NaN", Double.NaN, "Infinity", Double.POSITIVE_INFINITY, "-Infinity", Double.NEGATIVE_INFINITY);
    /** Digits of a long that no sum overflows. */
    private static final int SAFE_DIGITS = 18;
    /** Beyond every exponent that digits in a record could make up for, and far from overflow. */
    private static final long GREAT_EXPONENT = 1_000_000_000_000L;

    private Values() {}

    /** Sets a field of the row; returns null, or why the value is refused. A number or word of JSON is spelled as JSON has it. */
    static Fault set(GenericRowData row, int place, Column column, Form form, String text) {
        Object value = convert(Contract.conversion(column.kind, form), form, text);
        if (value instanceof Code) {
            return Contract.refusedValue(((Code) value).name(), column, form, text);
        }
        row.setField(place, value);
        return null;
    }

    private enum Code { WRONG_TYPE, OUT_OF_RANGE, NOT_INTEGRAL, INVALID_TIMESTAMP, INVALID_UTF8 }

    private static Object convert(String conversion, Form form, String text) {
        if (conversion.equals("text")) {
            return Text.hasLoneSurrogate(text) ? Code.INVALID_UTF8 : StringData.fromString(text);
        }
        String trimmed = form == Form.FIELD ? Text.trim(text) : text;
        switch (conversion) {
            case "nonFinite":
                return NON_FINITE.containsKey(trimmed) ? NON_FINITE.get(trimmed) : Code.WRONG_TYPE;
            case "double":
                return toDouble(form, trimmed);
            case "int":
                return toInt(toLong(form, trimmed));
            case "bigint":
                return toLong(form, trimmed);
            case "boolean":
                return toBoolean(trimmed);
            case "timestamp":
                return toTimestamp(trimmed);
            default:
                return Code.valueOf(conversion);
        }
    }

    private static Object toDouble(Form form, String text) {
        if (form == Form.FIELD) {
            if (NON_FINITE.containsKey(text)) {
                return NON_FINITE.get(text);
            }
            if (!NUMBER.matcher(text).matches()) {
                return Code.WRONG_TYPE;
            }
        }
        double value = Double.parseDouble(text);
        return Double.isInfinite(value) ? Code.OUT_OF_RANGE : (Object) value;
    }

    private static Object toInt(Object whole) {
        if (!(whole instanceof Long)) {
            return whole;
        }
        long value = (Long) whole;
        return (int) value == value ? (Object) (int) value : Code.OUT_OF_RANGE;
    }

    private static Object toLong(Form form, String text) {
        if (isShortWhole(text)) {
            return Long.parseLong(text);
        }
        if (form == Form.FIELD && !NUMBER.matcher(text).matches()) {
            return Code.WRONG_TYPE;
        }
        return toLongBySpelling(text);
    }

    /** Whether it is digits and perhaps a sign, without leading zeros, and certainly no overflow. */
    private static boolean isShortWhole(String text) {
        int first = text.startsWith("-") ? 1 : 0;
        int digits = text.length() - first;
        if (digits < 1 || digits > SAFE_DIGITS || text.charAt(first) == '0' && digits > 1) {
            return false;
        }
        for (int i = first; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    /** The exact whole number of any JSON spelling: `1.0` and `1e3` are whole, too. */
    private static Object toLongBySpelling(String text) {
        int e = Math.max(text.indexOf('e'), text.indexOf('E'));
        String mantissa = e < 0 ? text : text.substring(0, e);
        int point = mantissa.indexOf('.');
        int fraction = point < 0 ? 0 : mantissa.length() - point - 1;
        boolean isNegative = mantissa.startsWith("-");
        String digits = (point < 0 ? mantissa : mantissa.substring(0, point) + mantissa.substring(point + 1))
                .substring(isNegative ? 1 : 0);
        int first = 0;
        while (first < digits.length() && digits.charAt(first) == '0') {
            first++;
        }
        if (first == digits.length()) {
            return 0L;
        }
        // Zeros at the end move into the exponent, so that neither 1000e-3 nor 1e400000 builds a giant.
        int last = digits.length();
        while (digits.charAt(last - 1) == '0') {
            last--;
        }
        long exponent = (e < 0 ? 0 : exponent(text, e + 1)) - fraction + (digits.length() - last);
        if (exponent < 0) {
            return Code.NOT_INTEGRAL;
        }
        if (exponent + last - first > SAFE_DIGITS + 1) {
            return Code.OUT_OF_RANGE;
        }
        BigDecimal value = new BigDecimal((isNegative ? "-" : "") + digits.substring(first, last)).scaleByPowerOfTen((int) exponent);
        boolean fits = value.toBigIntegerExact().bitLength() < Long.SIZE;
        return fits ? (Object) value.longValueExact() : Code.OUT_OF_RANGE;
    }

    private static long exponent(String text, int start) {
        char sign = text.charAt(start);
        long value = 0;
        for (int i = sign == '-' || sign == '+' ? start + 1 : start; i < text.length() && value < GREAT_EXPONENT; i++) {
            value = value * 10 + text.charAt(i) - '0';
        }
        return sign == '-' ? -value : value;
    }

    private static Object toBoolean(String text) {
        // Not equalsIgnoreCase, which also goes by the capital of a letter and so takes a long s for an s.
        String word = text.toLowerCase(Locale.ROOT);
        return word.equals("true") ? (Object) true : word.equals("false") ? (Object) false : Code.WRONG_TYPE;
    }

    private static Object toTimestamp(String text) {
        long ms = Timestamps.parse(text);
        if (ms == Timestamps.NONE) {
            return Code.INVALID_TIMESTAMP;
        }
        boolean isInRange = ms >= Contract.FIRST_TIMESTAMP && ms <= Contract.LAST_TIMESTAMP;
        return isInRange ? (Object) TimestampData.fromEpochMillis(ms) : Code.OUT_OF_RANGE;
    }
}
