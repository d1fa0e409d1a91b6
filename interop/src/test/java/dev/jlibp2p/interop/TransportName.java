package dev.jlibp2p.interop;

import java.util.regex.Pattern;

/** A transport, and how the matrix listens on it. */
enum TransportName {
    TCP("tcp", "tcp", "/tcp/0"),
    WS("ws", "websocket", "/tcp/0/ws"),
    WSS("wss", "websocket", "/tcp/0/tls/ws"),
    QUIC_V1("quic-v1", "quic-v1", "/udp/0/quic-v1");

    private final String text;

    private final String ours;

    private final String port;

    TransportName(String text, String ours, String port) {
        this.text = text;
        this.ours = ours;
        this.port = port;
    }

    /** What our connections name. */
    String ours() {
        return ours;
    }

    /** Any port. */
    String listenAddress(Setting setting) {
        return setting.loopback() + port;
    }

    /** Whether {@code address}, with or without a peer at its end, is one of {@link #listenAddress}. */
    boolean matches(String address, Setting setting) {
        String withoutPeer = address.replaceFirst("/p2p/.*", "");
        return withoutPeer.matches(Pattern.quote(setting.loopback()) + port.replace("/0", "/\\d+"));
    }

    @Override
    public String toString() {
        return text;
    }
}
