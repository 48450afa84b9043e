package io.millrace.bridge.decode;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Text of TIMESTAMP(3), as the local readers' runtime/time.ts has it. */
final class Timestamps {
    /** What is no timestamp. */
    static final long NONE = Long.MIN_VALUE;

    private static final DateTimeFormatter FORMAT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS").withZone(ZoneOffset.UTC);
    private static final int[] MONTH_DAYS = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    /** So negative that every sum with it stays negative. */
    private static final int NO_DIGIT = -1_000_000;

    private Timestamps() {}

    static String format(long ms) {
        return FORMAT.format(Instant.ofEpochMilli(ms));
    }

    /**
     * Milliseconds since 1970 of `2026-03-29 00:58:00.123` or `2026-03-29T00:58:00.123Z`, zones converted to UTC; NONE when
     * the text is neither. Digits below the millisecond are cut off.
     */
    static long parse(String text) {
        int length = text.length();
        if (length < 19) {
            return NONE;
        }
        int year = two(text, 0) * 100 + two(text, 2);
        int month = two(text, 5);
        int day = two(text, 8);
        int hour = two(text, 11);
        int minute = two(text, 14);
        int second = two(text, 17);
        char separator = text.charAt(10);
        if (year < 0 || text.charAt(4) != '-' || text.charAt(7) != '-' || separator != ' ' && separator != 'T'
                || text.charAt(13) != ':' || text.charAt(16) != ':' || month < 1 || month > 12 || day < 1
                || day > daysInMonth(year, month) || hour < 0 || hour > 23 || minute < 0 || minute > 59
                || second < 0 || second > 59) {
            return NONE;
        }
        int at = 19;
        int millis = 0;
        if (at < length && text.charAt(at) == '.') {
            int first = ++at;
            int scale = 100;
            for (; at < length && digit(text, at) >= 0; at++) {
                millis += digit(text, at) * scale;
                scale /= 10;
            }
            if (at == first || at - first > 9) {
                return NONE;
            }
        }
        long zone = at == length ? 0 : zone(text, at);
        if (zone == NONE) {
            return NONE;
        }
        return days(year, month, day) * 86_400_000L + hour * 3_600_000L + minute * 60_000L + second * 1_000L + millis - zone;
    }

    /** Nanoseconds below the millisecond of a text that was parsed, cut off after `precision` digits behind the second. */
    static int nanosOfMilli(String text, int precision) {
        int nanos = 0;
        int scale = 100_000;
        int point = 19;
        if (text.length() <= point || text.charAt(point) != '.') {
            return 0;
        }
        for (int at = point + 1; at <= point + precision && at < text.length() && digit(text, at) >= 0; at++) {
            if (at > point + 3) {
                nanos += digit(text, at) * scale;
                scale /= 10;
            }
        }
        return nanos;
    }

    /** Whether a text is a day of the years 1 to 9999, as `2026-03-29`. */
    static boolean isDate(String text) {
        if (text.length() != 10 || text.charAt(4) != '-' || text.charAt(7) != '-') {
            return false;
        }
        int year = two(text, 0) * 100 + two(text, 2);
        int month = two(text, 5);
        int day = two(text, 8);
        return year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
    }

    /** Milliseconds of `Z`, `+02:00` or `+0200` at the end of a text. */
    private static long zone(String text, int at) {
        char sign = text.charAt(at);
        if (sign == 'Z') {
            return at + 1 == text.length() ? 0 : NONE;
        }
        if (sign != '+' && sign != '-') {
            return NONE;
        }
        int colon = at + 3 < text.length() && text.charAt(at + 3) == ':' ? 1 : 0;
        if (text.length() != at + 5 + colon) {
            return NONE;
        }
        int hour = two(text, at + 1);
        int minute = two(text, at + 3 + colon);
        if (hour < 0 || hour > 18 || minute < 0 || minute > 59) {
            return NONE;
        }
        return (sign == '-' ? -1 : 1) * (hour * 3_600_000L + minute * 60_000L);
    }

    private static int digit(String text, int at) {
        int digit = text.charAt(at) - '0';
        return digit >= 0 && digit <= 9 ? digit : NO_DIGIT;
    }

    private static int two(String text, int at) {
        return digit(text, at) * 10 + digit(text, at + 1);
    }

    private static int daysInMonth(int year, int month) {
        boolean isLeap = year % 4 == 0 && year % 100 != 0 || year % 400 == 0;
        return month == 2 && isLeap ? 29 : MONTH_DAYS[month - 1];
    }

    /** Days from 1970-01-01 to a civil date (H. Hinnant's algorithm). */
    private static long days(int year, int month, int day) {
        int y = month <= 2 ? year - 1 : year;
        int era = Math.floorDiv(y, 400);
        int yearOfEra = y - era * 400;
        int dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
        return era * 146_097L + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468;
    }
}
