package io.millrace.bridge.source;

import io.millrace.bridge.BridgeException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.connector.file.src.enumerate.FileEnumerator;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;

/** Lists the files of paths in the paths' order, those of a folder by name; hidden ones (`.` or `_` in front) are left out. */
final class FilesByName implements FileEnumerator {
    @Override
    public Collection<FileSourceSplit> enumerateSplits(Path[] paths, int splits) throws IOException {
        return list(paths);
    }

    /** What people call a file: a local one by its path alone. */
    static String name(Path path) {
        String scheme = path.toUri().getScheme();
        return scheme == null || scheme.equals("file") ? path.getPath() : path.toString();
    }

    static List<FileSourceSplit> list(Path[] paths) throws IOException {
        List<FileSourceSplit> files = new ArrayList<>();
        for (Path path : paths) {
            FileSystem system = path.getFileSystem();
            try {
                add(system, system.getFileStatus(path), files);
            } catch (FileNotFoundException missing) {
                throw new BridgeException("there is no file or folder " + path, missing);
            }
        }
        return files;
    }

    private static void add(FileSystem system, FileStatus status, List<FileSourceSplit> files) throws IOException {
        Path path = status.getPath();
        if (!status.isDir()) {
            // The path is the id too: a file that was read is not read again.
            files.add(new FileSourceSplit(path.toString(), path, 0, status.getLen(), status.getModificationTime(), status.getLen()));
            return;
        }
        FileStatus[] children = system.listStatus(path);
        Arrays.sort(children, Comparator.comparing(child -> child.getPath().getName()));
        for (FileStatus child : children) {
            String name = child.getPath().getName();
            if (!name.startsWith(".") && !name.startsWith("_")) {
                add(system, child, files);
            }
        }
    }
}
