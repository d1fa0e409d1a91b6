package dev.jlibp2p.interop;

/** A transport, and how the matrix listens on it. */
enum TransportName {
    TCP("tcp", "/tcp/0"),
    WS("ws", "/tcp/0/ws"),
    WSS("wss", "/tcp/0/tls/ws"),
    QUIC_V1("quic-v1", "/udp/0/quic-v1");

    private final String text;

    private final String port;

    TransportName(String text, String port) {
        this.text = text;
        this.port = port;
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
