package io.millrace.bridge.decode;

import io.millrace.bridge.decode.Column.Kind;
import io.millrace.bridge.decode.Contract.Form;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.table.data.GenericMapData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.types.logical.DecimalType;
import org.apache.flink.table.types.logical.utils.LogicalTypeChecks;

/** From the text of a value to the value of a declared type. */
final class Values {
    private static final Pattern NUMBER = Pattern.compile("-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?");
    private static final Pattern BASE64 =
            Pattern.compile("(?:[A-Za-z0-9+/]{4})*+(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?");
    private static final Pattern TIME = Pattern.compile("(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]");
    private static final Pattern ZONE = Pattern.compile("(?:Z|[+-][0-9][0-9]:?[0-9][0-9])\\z");
    private static final Map<String, Double> NON_FINITE = Map.of(
            "NaN", Double.NaN, "Infinity", Double.POSITIVE_INFINITY, "-Infinity", Double.NEGATIVE_INFINITY);
    /** Digits of a long that no sum overflows. */
    private static final int SAFE_DIGITS = 18;
    /** Beyond every exponent that digits in a record could make up for, and far from overflow. */
    private static final long GREAT_EXPONENT = 1_000_000_000_000L;

    private Values() {}

    /** What a row has where nobody reads: a refused record's NOT NULL columns. */
    static Object zero(Column column) {
        switch (column.kind) {
            case STRING:
            case CHAR:
            case VARCHAR:
                return StringData.fromString("");
            case BOOLEAN:
                return false;
            case BYTES:
            case BINARY:
            case VARBINARY:
                return new byte[0];
            case DECIMAL:
                return decimal(BigDecimal.ZERO, (DecimalType) column.type);
            case TINYINT:
                return (byte) 0;
            case SMALLINT:
                return (short) 0;
            case INT:
            case DATE:
            case TIME:
                return 0;
            case BIGINT:
                return 0L;
            case FLOAT:
                return 0.0f;
            case DOUBLE:
                return 0.0;
            case ARRAY:
                return new GenericArrayData(new Object[0]);
            case MAP:
                return new GenericMapData(Map.of());
            case ROW:
                GenericRowData row = new GenericRowData(column.parts.size());
                for (int i = 0; i < row.getArity(); i++) {
                    row.setField(i, column.parts.get(i).isNullable ? null : zero(column.parts.get(i)));
                }
                return row;
            default:
                return TimestampData.fromEpochMillis(0);
        }
    }

    /** Sets a field of the row; returns null, or why the value is refused. A number or word of JSON is spelled as JSON has it. */
    static Fault set(GenericRowData row, int place, Column column, Form form, String text) {
        Object value = convert(column.name, column, form, text);
        if (value instanceof Fault) {
            return (Fault) value;
        }
        row.setField(place, value);
        return null;
    }

    private enum Code {
        WRONG_TYPE, OUT_OF_RANGE, NOT_INTEGRAL, INVALID_TIMESTAMP, INVALID_DATE, INVALID_TIME, INVALID_BASE64, INVALID_UTF8
    }

    /** The value, or the Fault of it; `path` is how reasons name the place. */
    static Object convert(String path, Column column, Form form, String text) {
        Object value;
        switch (column.kind) {
            case ARRAY:
            case MAP:
            case ROW:
                if (Code.WRONG_TYPE.name().equals(Contract.conversion(column.kind, form))) {
                    value = Code.WRONG_TYPE;
                    break;
                }
                return NestedValues.convert(path, column, text);
            default:
                value = scalar(Contract.conversion(column.kind, form), column, form, text);
        }
        return value instanceof Code ? Contract.refusedValue(((Code) value).name(), path, column, form, text) : value;
    }

    private static Object scalar(String conversion, Column column, Form form, String text) {
        if (conversion.equals("text") || conversion.equals("characters")) {
            return Text.hasLoneSurrogate(text) ? Code.INVALID_UTF8 : toCharacters(column, text);
        }
        String trimmed = form == Form.FIELD ? Text.trim(text) : text;
        switch (conversion) {
            case "base64":
                return toBytes(column, trimmed);
            case "nonFinite":
                return toFloat(column, NON_FINITE.containsKey(trimmed) ? NON_FINITE.get(trimmed) : Code.WRONG_TYPE);
            case "float":
            case "double":
                return toFloat(column, toDouble(form, trimmed));
            case "tinyint":
                return toNarrow(toLong(form, trimmed), Byte.SIZE);
            case "smallint":
                return toNarrow(toLong(form, trimmed), Short.SIZE);
            case "int":
                return toNarrow(toLong(form, trimmed), Integer.SIZE);
            case "bigint":
                return toLong(form, trimmed);
            case "decimal":
                return toDecimal(form, trimmed, (DecimalType) column.type);
            case "boolean":
                return toBoolean(trimmed);
            case "date":
                return Timestamps.isDate(trimmed) ? (Object) (int) LocalDate.parse(trimmed).toEpochDay() : Code.INVALID_DATE;
            case "time":
                boolean isTime = TIME.matcher(trimmed).matches();
                return isTime ? (Object) (LocalTime.parse(trimmed).toSecondOfDay() * 1000) : Code.INVALID_TIME;
            case "timestamp":
                return toTimestamp(column, trimmed);
            case "instant":
                return ZONE.matcher(trimmed).find() ? toTimestamp(column, trimmed) : Code.INVALID_TIMESTAMP;
            default:
                return Code.valueOf(conversion);
        }
    }

    private static Object toCharacters(Column column, String text) {
        if (column.kind == Kind.STRING) {
            return StringData.fromString(text);
        }
        int length = LogicalTypeChecks.getLength(column.type);
        int points = text.codePointCount(0, text.length());
        if (points > length) {
            return Code.OUT_OF_RANGE;
        }
        return StringData.fromString(column.kind == Kind.CHAR ? text + " ".repeat(length - points) : text);
    }

    private static Object toBytes(Column column, String text) {
        if (!BASE64.matcher(text).matches()) {
            return Code.INVALID_BASE64;
        }
        byte[] bytes = Base64.getDecoder().decode(text);
        if (column.kind == Kind.BYTES) {
            return bytes;
        }
        int length = LogicalTypeChecks.getLength(column.type);
        if (bytes.length > length) {
            return Code.OUT_OF_RANGE;
        }
        return column.kind == Kind.BINARY ? Arrays.copyOf(bytes, length) : bytes;
    }

    private static Object toFloat(Column column, Object value) {
        if (!(value instanceof Double) || column.kind == Kind.DOUBLE) {
            return value;
        }
        double wide = (Double) value;
        // By way of a double, as the local readers must.
        float rounded = (float) wide;
        return Float.isInfinite(rounded) && !Double.isInfinite(wide) ? Code.OUT_OF_RANGE : (Object) rounded;
    }

    private static Object toDecimal(Form form, String text, DecimalType type) {
        if (form != Form.NUMBER && !NUMBER.matcher(text).matches()) {
            return Code.WRONG_TYPE;
        }
        Spelled number = new Spelled(text);
        if (number.digits.isEmpty()) {
            return decimal(BigDecimal.ZERO, type);
        }
        boolean fits = -number.exponent <= type.getScale()
                && number.digits.length() + number.exponent <= type.getPrecision() - type.getScale();
        if (!fits) {
            return Code.OUT_OF_RANGE;
        }
        BigInteger digits = new BigInteger(number.digits);
        return decimal(new BigDecimal(number.isNegative ? digits.negate() : digits, (int) -number.exponent), type);
    }

    private static DecimalData decimal(BigDecimal value, DecimalType type) {
        return DecimalData.fromBigDecimal(value, type.getPrecision(), type.getScale());
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

    private static Object toNarrow(Object whole, int bits) {
        if (!(whole instanceof Long)) {
            return whole;
        }
        long value = (Long) whole;
        if (value << (Long.SIZE - bits) >> (Long.SIZE - bits) != value) {
            return Code.OUT_OF_RANGE;
        }
        return bits == Byte.SIZE ? (Object) (byte) value : bits == Short.SIZE ? (Object) (short) value : (Object) (int) value;
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
        Spelled number = new Spelled(text);
        if (number.digits.isEmpty()) {
            return 0L;
        }
        if (number.exponent < 0) {
            return Code.NOT_INTEGRAL;
        }
        if (number.exponent + number.digits.length() > SAFE_DIGITS + 1) {
            return Code.OUT_OF_RANGE;
        }
        BigDecimal value = new BigDecimal((number.isNegative ? "-" : "") + number.digits).scaleByPowerOfTen((int) number.exponent);
        boolean fits = value.toBigIntegerExact().bitLength() < Long.SIZE;
        return fits ? (Object) value.longValueExact() : Code.OUT_OF_RANGE;
    }

    /** A number's digits without zeros at either end, and the power of ten that they are times: neither 1000e-3 nor 1e400000 builds a giant. */
    private static final class Spelled {
        final boolean isNegative;
        final String digits;
        final long exponent;

        Spelled(String text) {
            int e = Math.max(text.indexOf('e'), text.indexOf('E'));
            String mantissa = e < 0 ? text : text.substring(0, e);
            int point = mantissa.indexOf('.');
            int fraction = point < 0 ? 0 : mantissa.length() - point - 1;
            isNegative = mantissa.startsWith("-");
            String all = (point < 0 ? mantissa : mantissa.substring(0, point) + mantissa.substring(point + 1))
                    .substring(isNegative ? 1 : 0);
            int first = 0;
            while (first < all.length() && all.charAt(first) == '0') {
                first++;
            }
            int last = all.length();
            while (last > first && all.charAt(last - 1) == '0') {
                last--;
            }
            digits = all.substring(first, last);
            exponent = (e < 0 ? 0 : exponent(text, e + 1)) - fraction + (all.length() - last);
        }
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

    /** Digits below the type's precision are cut off. */
    private static Object toTimestamp(Column column, String text) {
        long ms = Timestamps.parse(text);
        if (ms == Timestamps.NONE) {
            return Code.INVALID_TIMESTAMP;
        }
        if (ms < Contract.FIRST_TIMESTAMP || ms > Contract.LAST_TIMESTAMP) {
            return Code.OUT_OF_RANGE;
        }
        int precision = LogicalTypeChecks.getPrecision(column.type);
        if (precision > 3) {
            return TimestampData.fromEpochMillis(ms, Timestamps.nanosOfMilli(text, precision));
        }
        long unit = precision == 3 ? 1 : precision == 2 ? 10 : precision == 1 ? 100 : 1000;
        return TimestampData.fromEpochMillis(Math.floorDiv(ms, unit) * unit);
    }
}
