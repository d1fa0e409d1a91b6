package dev.jlibp2p.host;

import dev.jlibp2p.Libp2p;
import dev.jlibp2p.Libp2pBuilder;
import dev.jlibp2p.connection.Connection;
import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.transport.memory.MemoryTransport;
import java.io.IOException;
import java.util.List;
import java.util.function.UnaryOperator;

/** Two started hosts and nothing between them yet: {@code client} knows {@code server}'s address. */
public record HostPair(Host server, Host client) implements AutoCloseable {

    /** Over the memory transport: no socket. */
    public static HostPair inMemory() throws IOException {
        return inMemory(builder -> builder);
    }

    public static HostPair inMemory(UnaryOperator<Libp2pBuilder> both) throws IOException {
        Host server = both.apply(memory()).listen("/memory/0").start();
        return new HostPair(server, both.apply(memory()).listen("/memory/0").start());
    }

    /** Over TCP on the loopback interface. */
    public static HostPair overTcp(UnaryOperator<Libp2pBuilder> both) throws IOException {
        Host server = both.apply(Libp2p.builder()).listen("/ip4/127.0.0.1/tcp/0").start();
        return new HostPair(server, both.apply(Libp2p.builder()).listen("/ip4/127.0.0.1/tcp/0").start());
    }

    public static Libp2pBuilder memory() {
        return Libp2p.builder().transports(List.of(context -> new MemoryTransport(context.loops().memory())));
    }

    public Connection connect() throws IOException {
        return client.connect(server.id(), server.addresses().listen());
    }

    public Multiaddr serverAddress() {
        return server.id().addTo(server.addresses().listen().get(0));
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }
}
