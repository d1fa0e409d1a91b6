package dev.jlibp2p.interop.bench;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What a contender speaks: a transport and, where the transport has none of its own, a security protocol and yamux. */
enum Stack {

    NOISE("TCP, Noise, yamux", "/ip4/%s/tcp/0", List.of("--security", "noise")),
    TLS("TCP, TLS, yamux", "/ip4/%s/tcp/0", List.of("--security", "tls")),
    QUIC("QUIC", "/ip4/%s/udp/0/quic-v1", List.of());

    /** As people read it. */
    final String title;

    private final String address;

    private final List<String> arguments;

    Stack(String title, String address, List<String> arguments) {
        this.title = title;
        this.address = address;
        this.arguments = arguments;
    }

    static Stack of(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }

    /** What a peer is started with, on any free port of {@code host}. */
    List<String> arguments(String host) {
        return Stream.concat(arguments.stream(), List.of("--listen", address.formatted(host)).stream())
                .toList();
    }

    /** Bare Netty over the same transport. */
    String ceiling() {
        return this == QUIC ? Contender.QUIC_CEILING : Contender.CEILING;
    }
}
