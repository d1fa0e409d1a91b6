package dev.jlibp2p.interop;

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

    /** Loopback, any port. */
    String listenAddress() {
        return "/ip4/127.0.0.1" + port;
    }

    /** Whether {@code address}, with or without a peer at its end, is of this transport. */
    boolean matches(String address) {
        String withoutPeer = address.replaceFirst("/p2p/.*", "");
        return withoutPeer.matches("/ip4/[^/]+" + port.replace("/0", "/\\d+"));
    }

    @Override
    public String toString() {
        return text;
    }
}
