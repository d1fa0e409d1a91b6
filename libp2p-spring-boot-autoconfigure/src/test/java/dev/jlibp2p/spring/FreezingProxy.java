package dev.jlibp2p.spring;

import dev.jlibp2p.multiformats.Multiaddr;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A link to a peer that can become a black hole: from then on nothing passes, and no end of the link learns of it, as when a
 * cable is cut.
 */
final class FreezingProxy implements Closeable {

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

    private final List<Socket> sockets = new CopyOnWriteArrayList<>();

    private final int port;

    private volatile boolean isFrozen;

    FreezingProxy(int port) throws IOException {
        this.port = port;
        Thread.ofVirtual().start(this::accept);
    }

    Multiaddr address() {
        return Multiaddr.of("/ip4/127.0.0.1/tcp/" + server.getLocalPort());
    }

    void freeze() {
        isFrozen = true;
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket near = server.accept();
                Socket far = new Socket(InetAddress.getLoopbackAddress(), port);
                sockets.addAll(List.of(near, far));
                Thread.ofVirtual().start(() -> pump(near, far));
                Thread.ofVirtual().start(() -> pump(far, near));
            }
        } catch (IOException e) {
            // The test is over.
        }
    }

    private void pump(Socket from, Socket to) {
        byte[] bytes = new byte[4096];
        try {
            for (int read = from.getInputStream().read(bytes); read >= 0; read = from.getInputStream().read(bytes)) {
                if (isFrozen) {
                    return;
                }
                to.getOutputStream().write(bytes, 0, read);
            }
            to.shutdownOutput();
        } catch (SocketException e) {
            // One side has closed.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
