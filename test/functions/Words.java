package com.example;

import org.apache.flink.table.annotation.DataTypeHint;
import org.apache.flink.table.annotation.FunctionHint;
import org.apache.flink.table.functions.TableFunction;
import org.apache.flink.types.Row;

/** The words of a text and their lengths; none of an empty one. NOT NULL columns would fail a LEFT JOIN in the planner. */
@FunctionHint(output = @DataTypeHint("ROW<word STRING, length INT>"))
public final class Words extends TableFunction<Row> {
    public void eval(String text) {
        for (String word : text.split(" ")) {
            if (!word.isEmpty()) {
                collect(Row.of(word, word.length()));
            }
        }
    }
}
