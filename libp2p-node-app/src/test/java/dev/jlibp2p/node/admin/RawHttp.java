package dev.jlibp2p.node.admin;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Requests written to the socket: clients correct, refuse or add headers. */
final class RawHttp {

    private RawHttp() {}

    static String get(int port, String path, String... headers) throws IOException {
        return send("GET", InetAddress.getLoopbackAddress(), port, path, headers);
    }

    /** The whole answer, from its status line on. */
    static String send(String method, InetAddress address, int port, String path, String... headers)
            throws IOException {
        try (Socket socket = new Socket(address, port)) {
            socket.setSoTimeout(30_000);
            String request = method + " " + path + " HTTP/1.1\r\n" + String.join("\r\n", headers)
                    + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
