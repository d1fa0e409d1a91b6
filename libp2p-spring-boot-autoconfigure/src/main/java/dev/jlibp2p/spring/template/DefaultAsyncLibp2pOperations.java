package dev.jlibp2p.spring.template;

import dev.jlibp2p.connection.Connection;
import dev.jlibp2p.connection.Stream;
import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.multiformats.Multiaddr;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ParameterizedTypeReference;

record DefaultAsyncLibp2pOperations(Libp2pOperations blocking) implements AsyncLibp2pOperations {

    @Override
    public CompletableFuture<Connection> connect(Multiaddr address) {
        return VirtualThreadFuture.of(() -> blocking.connect(address));
    }

    @Override
    public CompletableFuture<Connection> connect(PeerId peer, Collection<Multiaddr> addresses) {
        List<Multiaddr> given = List.copyOf(addresses);
        return VirtualThreadFuture.of(() -> blocking.connect(peer, given));
    }

    @Override
    public CompletableFuture<Stream> open(PeerId peer, ProtocolId... protocols) {
        ProtocolId[] wanted = protocols.clone();
        return VirtualThreadFuture.of(() -> blocking.open(peer, wanted));
    }

    @Override
    public <T> CompletableFuture<T> request(PeerId peer, ProtocolId protocol, Object body, Class<T> answerType) {
        return VirtualThreadFuture.of(() -> blocking.request(peer, protocol, body, answerType));
    }

    @Override
    public <T> CompletableFuture<T> request(PeerId peer, ProtocolId protocol, Object body,
            ParameterizedTypeReference<T> answerType) {
        return VirtualThreadFuture.of(() -> blocking.request(peer, protocol, body, answerType));
    }

    @Override
    public CompletableFuture<@Nullable Void> send(PeerId peer, ProtocolId protocol, Object body) {
        return VirtualThreadFuture.<@Nullable Void>of(() -> {
            blocking.send(peer, protocol, body);
            return null;
        });
    }

    @Override
    public CompletableFuture<Duration> ping(PeerId peer) {
        return VirtualThreadFuture.of(() -> blocking.ping(peer));
    }
}
