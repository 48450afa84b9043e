package com.example;

import org.apache.flink.table.functions.AggregateFunction;

/** The longest text of a group, of equally long ones the first. */
public final class Longest extends AggregateFunction<String, Longest.State> {
    /** What is kept of a group. */
    public static final class State {
        public String text;
    }

    @Override
    public State createAccumulator() {
        return new State();
    }

    public void accumulate(State state, String text) {
        if (text != null && (state.text == null || text.length() > state.text.length())) {
            state.text = text;
        }
    }

    public void merge(State state, Iterable<State> others) {
        for (State other : others) {
            accumulate(state, other.text);
        }
    }

    @Override
    public String getValue(State state) {
        return state.text;
    }
}
