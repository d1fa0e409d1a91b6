package dev.jlibp2p.interop;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** What else is set at both ends, or how the address is written that is dialled. */
enum Setting {
    /** The muxer is agreed on in the security handshake where both ends can. */
    DEFAULT(""),
    /** The peer does not agree on a muxer in the security handshake. */
    NO_EARLY_MUXER("no early muxer"),
    PRIVATE_NETWORK("private network"),
    IP6("/ip6"),
    DNS("/dns", "/ip4/127.0.0.1/", "/dns/localhost/"),
    DNS4("/dns4", "/ip4/127.0.0.1/", "/dns4/localhost/"),
    SNI("/tls/sni/…/ws", "/tls/ws", "/tls/sni/localhost/ws");

    private final String text;

    private final String part;

    private final String otherwise;

    Setting(String text) {
        this(text, "/", "/");
    }

    Setting(String text, String part, String otherwise) {
        this.text = text;
        this.part = part;
        this.otherwise = otherwise;
    }

    /** Whether it changes nothing but the address. */
    boolean isOfTheAddress() {
        return switch (this) {
            case IP6, DNS, DNS4, SNI -> true;
            case DEFAULT, NO_EARLY_MUXER, PRIVATE_NETWORK -> false;
        };
    }

    /** Whether the address has a name to resolve. */
    boolean isName() {
        return this == DNS || this == DNS4;
    }

    /** How the foreign peer is started. */
    Setting ofPeer() {
        return isOfTheAddress() ? DEFAULT : this;
    }

    /** How addresses begin. */
    String loopback() {
        return this == IP6 ? "/ip6/::1" : "/ip4/127.0.0.1";
    }

    /** The address to dial for one that is listened on. */
    String written(String address) {
        return address.replace(part, otherwise);
    }

    /** Whether this machine can have it. */
    boolean isPossible() {
        if (this != IP6) {
            return true;
        }
        try (ServerSocket socket = new ServerSocket()) {
            byte[] loopback = new byte[16];
            loopback[15] = 1;
            socket.bind(new InetSocketAddress(InetAddress.getByAddress(loopback), 0));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public String toString() {
        return text;
    }
}
