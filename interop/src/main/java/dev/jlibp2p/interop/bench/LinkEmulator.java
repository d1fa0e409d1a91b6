package dev.jlibp2p.interop.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Two network namespaces and a link with a delay between them; {@code interop/bench/link} is what carries the packets. */
final class LinkEmulator implements AutoCloseable {

    private final Process process;

    private final String[] words;

    private LinkEmulator(Process process, String[] words) {
        this.process = process;
        this.words = words;
    }

    /** Empty where the machine cannot, which has been said on stderr then. */
    static Optional<LinkEmulator> start(int roundTripMillis) throws IOException {
        String program = System.getProperty("bench.link", "");
        if (program.isEmpty()) {
            System.err.println("no link: interop/bench/link is not built, which takes Go");
            return Optional.empty();
        }
        Process process = new ProcessBuilder(program, Integer.toString(roundTripMillis)).redirectError(Redirect.INHERIT)
                .start();
        BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
        String ready = lines.readLine();
        return ready == null ? Optional.empty() : Optional.of(new LinkEmulator(process, ready.split(" ", -1)));
    }

    /** How to start a process at the near end. */
    List<String> near() {
        return List.of("ip", "netns", "exec", words[1]);
    }

    String nearHost() {
        return words[2];
    }

    List<String> far() {
        return List.of("ip", "netns", "exec", words[3]);
    }

    String farHost() {
        return words[4];
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
