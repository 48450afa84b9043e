package com.example;

import org.apache.flink.table.functions.ScalarFunction;

/** How often a text has a character. */
public final class CountChar extends ScalarFunction {
    public Long eval(String text, String character) {
        if (text == null || character == null) {
            return null;
        }
        return text.codePoints().filter(c -> c == character.codePointAt(0)).count();
    }
}
