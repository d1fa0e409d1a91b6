package dev.jlibp2p.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * The instructions of a Dockerfile, in order.
 *
 * @param instructions without comments, each on one line
 */
record Dockerfile(List<Instruction> instructions) {

    static Dockerfile read(Path file) throws IOException {
        String text = Files.readString(file).replaceAll("(?m)^\\s*#.*\\R", "").replaceAll("\\\\\\R\\s*", "");
        return new Dockerfile(text.lines().filter(line -> !line.isBlank()).map(Instruction::of).toList());
    }

    Stream<Instruction> all(String keyword) {
        return instructions.stream().filter(instruction -> instruction.keyword().equals(keyword));
    }

    /** The only instruction of a kind, or the last one, which is what counts. */
    Instruction last(String keyword) {
        return all(keyword).reduce((first, second) -> second)
                .orElseThrow(() -> new AssertionError("no " + keyword));
    }

    /**
     * One instruction.
     *
     * @param arguments what follows the keyword
     */
    record Instruction(String keyword, String arguments) {

        static Instruction of(String line) {
            int space = line.indexOf(' ');
            return new Instruction(line.substring(0, space), line.substring(space).strip());
        }

        boolean isExec() {
            return arguments.startsWith("[") && arguments.endsWith("]");
        }

        /** The words of the exec form. */
        List<String> words() {
            return Arrays.stream(arguments.substring(1, arguments.length() - 1).split(","))
                    .map(word -> word.strip().replaceAll("^\"|\"$", ""))
                    .toList();
        }

        /** The paths of a COPY, without its options. */
        List<String> paths() {
            return Arrays.stream(arguments.split("\\s+")).filter(word -> !word.startsWith("--")).toList();
        }
    }
}
