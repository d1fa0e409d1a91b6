package dev.jlibp2p.interop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The foreign peers of the matrix, one for each library and setting, each with all it can do; started when first asked for. */
final class ForeignPeers implements AutoCloseable {

    private final Map<List<Object>, ForeignPeer> started = new HashMap<>();

    private final KeyFiles files;

    ForeignPeers(KeyFiles files) {
        this.files = files;
    }

    ForeignPeer on(ForeignLibrary library, Setting wanted) throws IOException, InterruptedException {
        Setting setting = wanted.ofPeer();
        List<Object> key = List.of(library, setting);
        ForeignPeer peer = started.get(key);
        if (peer == null) {
            peer = ForeignPeer.start(command(library, setting), log(library, setting));
            started.put(key, peer);
        }
        return peer;
    }

    private List<String> command(ForeignLibrary library, Setting setting) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(library.executable().orElseThrow().toString()));
        for (TransportName transport : TransportName.values()) {
            if (setting != Setting.PRIVATE_NETWORK || transport != TransportName.QUIC_V1) {
                command.addAll(List.of("--listen", transport.listenAddress(setting)));
            }
            if (setting == Setting.DEFAULT && Setting.IP6.isPossible()) {
                command.addAll(List.of("--listen", transport.listenAddress(Setting.IP6)));
            }
        }
        command.addAll(List.of("--security", "noise,tls,plaintext", "--muxer", library.muxers()
                .stream()
                .filter(muxer -> muxer != MuxerName.OWN)
                .map(MuxerName::toString)
                .collect(Collectors.joining(","))));
        command.addAll(List.of("--tls-cert", files.certificate().toString(), "--tls-key",
                files.certificateKey().toString(), "--tls-ca", files.authority().toString()));
        switch (setting) {
            case NO_EARLY_MUXER -> command.add("--no-early-muxer");
            case PRIVATE_NETWORK -> command.addAll(List.of("--psk", files.networkKey().toString()));
            default -> {
            }
        }
        return command;
    }

    private static Path log(ForeignLibrary library, Setting setting) throws IOException {
        Path directory = Files.createDirectories(Path.of("target", "interop"));
        return directory.resolve("matrix-" + library + "-" + setting.name() + ".log");
    }

    @Override
    public void close() {
        started.values().forEach(ForeignPeer::close);
    }
}
