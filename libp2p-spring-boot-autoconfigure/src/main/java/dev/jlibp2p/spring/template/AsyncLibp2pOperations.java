package dev.jlibp2p.spring.template;

import dev.jlibp2p.connection.Connection;
import dev.jlibp2p.connection.Stream;
import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.multiformats.Multiaddr;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ParameterizedTypeReference;

/**
 * The calls of {@link Libp2pOperations}, each on a virtual thread of its own, with the same time limit and the same errors as
 * causes. Callable from any thread, event loops included. Thread-safe.
 *
 * <p>Whoever completes a future first, {@link CompletableFuture#cancel} above all, ends the call: its stream is reset, its dial
 * given up. Stages that depend on a future run on virtual threads as well where they are asked to be asynchronous.
 */
public interface AsyncLibp2pOperations {

    /** See {@link Libp2pOperations#connect(Multiaddr)}. */
    CompletableFuture<Connection> connect(Multiaddr address);

    /** See {@link Libp2pOperations#connect(PeerId, Collection)}. */
    CompletableFuture<Connection> connect(PeerId peer, Collection<Multiaddr> addresses);

    /** See {@link Libp2pOperations#open}; a stream nobody waits for any more is reset. */
    CompletableFuture<Stream> open(PeerId peer, ProtocolId... protocols);

    /** See {@link Libp2pOperations#request(PeerId, ProtocolId, Object, Class)}. */
    <T> CompletableFuture<T> request(PeerId peer, ProtocolId protocol, Object body, Class<T> answerType);

    /** See {@link Libp2pOperations#request(PeerId, ProtocolId, Object, ParameterizedTypeReference)}. */
    <T> CompletableFuture<T> request(PeerId peer, ProtocolId protocol, Object body,
            ParameterizedTypeReference<T> answerType);

    /** See {@link Libp2pOperations#send}; completes with null. */
    CompletableFuture<@Nullable Void> send(PeerId peer, ProtocolId protocol, Object body);

    /** See {@link Libp2pOperations#ping}. */
    CompletableFuture<Duration> ping(PeerId peer);
}
