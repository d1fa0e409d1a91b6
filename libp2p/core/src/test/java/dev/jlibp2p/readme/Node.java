package dev.jlibp2p.readme;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.jlibp2p.Libp2p;
import dev.jlibp2p.connection.Stream;
import dev.jlibp2p.host.Host;
import dev.jlibp2p.identity.ProtocolId;
import java.io.IOException;

final class Node {

    private Node() {}

    public static void main(String... args) throws IOException {
        ProtocolId greeting = ProtocolId.of("/greeting/1.0.0");
        try (Host server = Libp2p.builder().listen("/ip4/127.0.0.1/tcp/0").start();
                Host client = Libp2p.builder().start()) {
            server.handle(greeting, stream -> {
                String name = new String(stream.input().readAllBytes(), UTF_8);
                stream.output().write(("Hello " + name + ", you are " + stream.peer()).getBytes(UTF_8));
            });
            client.connect(server.id(), server.addresses().listen());
            try (Stream stream = client.open(server.id(), greeting)) {
                stream.output().write("world".getBytes(UTF_8));
                stream.output().close();
                stream.input().transferTo(System.out);
            }
        }
    }
}
