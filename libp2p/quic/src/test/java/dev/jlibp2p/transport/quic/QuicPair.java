package dev.jlibp2p.transport.quic;

import dev.jlibp2p.Libp2p;
import dev.jlibp2p.Libp2pBuilder;
import dev.jlibp2p.connection.ChannelStreamHandler;
import dev.jlibp2p.connection.Connection;
import dev.jlibp2p.connection.Stream;
import dev.jlibp2p.host.Host;
import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.resource.ResourceManager;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** Two nodes that reach each other over QUIC on the loopback interface. */
record QuicPair(Host server, Host client) implements AutoCloseable {

    static final ProtocolId PROTOCOL = ProtocolId.of("/test/1");

    static final String ANYWHERE = "/ip4/127.0.0.1/udp/0/quic-v1";

    static QuicPair start() throws IOException {
        return start(builder -> builder);
    }

    static QuicPair start(UnaryOperator<Libp2pBuilder> both) throws IOException {
        Host server = both.apply(node(QuicConfig.defaults())).listen(ANYWHERE).start();
        return new QuicPair(server, both.apply(node(QuicConfig.defaults())).listen(ANYWHERE).start());
    }

    static Libp2pBuilder node(QuicConfig config) {
        return Libp2p.builder().transports(List.of(context -> new QuicTransport(context, config)));
    }

    Connection connect() throws IOException {
        return client.connect(server.id(), server.addresses().listen());
    }

    Multiaddr serverAddress() {
        return server.addresses().listen().getFirst();
    }

    Stream open(Connection connection, ChannelStreamHandler handler) throws InterruptedException {
        return await(client.network().open(connection, handler, PROTOCOL));
    }

    ResourceManager serverResources() {
        return server.network().resources();
    }

    static <T> T await(Future<T> future) throws InterruptedException {
        if (!future.await(30, TimeUnit.SECONDS)) {
            throw new AssertionError("nothing came of it in 30 s");
        }
        if (future.cause() != null) {
            throw new AssertionError(future.cause());
        }
        return future.getNow();
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }
}
