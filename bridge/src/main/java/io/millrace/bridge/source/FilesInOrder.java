package io.millrace.bridge.source;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.connector.file.src.assigners.FileSplitAssigner;

/** Hands out files first in, first out; those that come back from a reader that failed go first again. */
final class FilesInOrder implements FileSplitAssigner {
    private final Deque<FileSourceSplit> waiting;
    private final Set<String> handedOut = new HashSet<>();

    FilesInOrder(Collection<FileSourceSplit> files) {
        waiting = new ArrayDeque<>(files);
    }

    @Override
    public Optional<FileSourceSplit> getNext(String host) {
        Optional<FileSourceSplit> next = Optional.ofNullable(waiting.poll());
        next.ifPresent(file -> handedOut.add(file.splitId()));
        return next;
    }

    @Override
    public void addSplits(Collection<FileSourceSplit> files) {
        List<FileSourceSplit> returned = new ArrayList<>();
        for (FileSourceSplit file : files) {
            (handedOut.contains(file.splitId()) ? returned : waiting).add(file);
        }
        for (int i = returned.size() - 1; i >= 0; i--) {
            waiting.addFirst(returned.get(i));
        }
    }

    @Override
    public Collection<FileSourceSplit> remainingSplits() {
        return new ArrayList<>(waiting);
    }
}
